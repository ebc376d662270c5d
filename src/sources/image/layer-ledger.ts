import type { Limits } from "../../core/limits.ts";
import { type PathList, packPaths } from "../../core/path-list.ts";
import type { Entry, Sink, Visitor, Want } from "../../core/source.ts";
import { deliverBytes } from "../delivery.ts";

const WHITEOUT = ".wh.";
const OPAQUE = ".wh..wh..opq";
const NOTHING = Buffer.alloc(0);

/** Bytes of delivered files that are kept for hard links that follow. */
const KEPT_BYTES = 16 * 1024 * 1024;

/**
 * Stands between the archive of a layer and the visitor. It takes out the marks that remove files of lower layers
 * (OCI image specification, "Whiteouts"), and gives a wanted hard link the bytes of the file that it names.
 * A wanted folder is handed over at once, for it has no bytes. A link that would only repeat a stream which the visitor has already taken under the file's first name is left out.
 */
export class LayerLedger implements Visitor {
  readonly removed: string[] = [];
  readonly opaque: string[] = [];

  readonly #visitor: Visitor;
  readonly #limits: Limits;
  readonly #isLowest: boolean;
  readonly #present: string[] = [];
  readonly #kept = new Map<string, Buffer>();
  #keptBytes = 0;
  readonly #streamed = new Set<string>();
  readonly #linkTargets = new Map<string, string>();
  /** Wanted links whose file's bytes are gone, by that file's path: a second pass brings them. */
  readonly #waiting = new Map<string, { link: Entry; want: Want }[]>();

  constructor(visitor: Visitor, limits: Limits, index: number) {
    this.#visitor = visitor;
    this.#limits = limits;
    this.#isLowest = index === 0;
  }

  /** All paths that are not directories, of a layer above the lowest. */
  get present(): PathList {
    return packPaths(this.#present);
  }

  get needsSecondPass(): boolean {
    return this.#waiting.size > 0;
  }

  want(entry: Entry): Want {
    if (this.#isMark(entry.path)) return "nothing";
    if (!this.#isLowest && entry.type !== "directory") this.#present.push(entry.path);
    const want = this.#visitor.want(entry);
    if (entry.type === "hardlink") {
      this.#follow(entry, want);
      return "nothing";
    }
    if (entry.type === "directory" && want !== "nothing") {
      this.#visitor.whole(entry, NOTHING);
      return "nothing";
    }
    return want;
  }

  whole(entry: Entry, bytes: Buffer): void {
    this.#keep(entry.path, bytes);
    this.#visitor.whole(entry, bytes);
  }

  stream(entry: Entry): Sink {
    this.#streamed.add(entry.path);
    return this.#visitor.stream(entry);
  }

  gap(gap: { where: string; reason: string }): void {
    this.#visitor.gap(gap);
  }

  /** The visitor for the second pass: it takes the files that wanted links name, once for each link. */
  secondPass(): Visitor {
    return {
      want: (entry) => (entry.type === "file" && this.#waiting.has(entry.path) ? "whole" : "nothing"),
      whole: (entry, bytes) => {
        for (const { link, want } of this.#waiting.get(entry.path) ?? []) {
          deliverBytes(this.#visitor, { ...link, size: entry.size }, want, bytes);
        }
        this.#waiting.delete(entry.path);
      },
      stream: () => ({ push: () => false, end: () => {} }),
      gap: () => {}, // the first pass has told them
    };
  }

  /** To be called after the last pass: links whose file never came. */
  closeLinks(): void {
    for (const [target, links] of this.#waiting) {
      for (const { link } of links) {
        this.#visitor.gap({
          where: link.path,
          reason: `a hard link to ${target}, which could not be read in this layer`,
        });
      }
    }
  }

  #isMark(path: string): boolean {
    const slash = path.lastIndexOf("/");
    const name = path.slice(slash + 1);
    if (!name.startsWith(WHITEOUT)) return false;
    const folder = path.slice(0, Math.max(slash, 0));
    const hidden = name.slice(WHITEOUT.length);
    if (name === OPAQUE) this.opaque.push(folder);
    else if (hidden === "" || hidden === "." || hidden === "..") {
      this.#visitor.gap({ where: path, reason: "a whiteout that names no file" });
    } else if (!hidden.startsWith(WHITEOUT)) this.removed.push(folder === "" ? hidden : `${folder}/${hidden}`);
    return true;
  }

  #follow(link: Entry, want: Want): void {
    const target = this.#linkTargets.get(link.linkTo ?? "") ?? link.linkTo ?? "";
    this.#linkTargets.set(link.path, target);
    if (want === "nothing" || (want === "stream" && this.#streamed.has(target))) return;
    const kept = this.#kept.get(target);
    if (kept !== undefined) {
      deliverBytes(this.#visitor, { ...link, size: kept.length }, want, kept);
      return;
    }
    const waiting = this.#waiting.get(target) ?? [];
    waiting.push({ link, want });
    this.#waiting.set(target, waiting);
  }

  #keep(path: string, bytes: Buffer): void {
    if (bytes.length > Math.min(KEPT_BYTES, this.#limits.wholeFileBytes)) return;
    this.#keptBytes += bytes.length - (this.#kept.get(path)?.length ?? 0);
    this.#kept.set(path, bytes);
    for (const [oldest, { length }] of this.#kept) {
      if (this.#keptBytes <= KEPT_BYTES) return;
      this.#kept.delete(oldest);
      this.#keptBytes -= length;
    }
  }
}
