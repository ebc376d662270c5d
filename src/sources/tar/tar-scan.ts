import type { Limits } from "../../core/limits.ts";
import type { Entry, Visitor } from "../../core/source.ts";
import { beginDelivery, type Delivery } from "../delivery.ts";
import { entryPath } from "./entry-path.ts";
import { BLOCK, type Header, readHeader, readText } from "./header.ts";
import { type PaxRecords, readPax } from "./pax.ts";

/** Greatest extended header; names are far shorter. */
const LARGEST_META = 1024 * 1024;

type State = "header" | "meta" | "sparse-map" | "content" | "padding" | "ended" | "stopped";

/**
 * Reads a tar archive as its bytes come and offers its entries to a visitor. Holds at most one wanted file or one
 * extended header; bytes that nobody wants are neither copied nor looked at. What it cannot read is a gap:
 * hostile bytes never make it throw, and no path that it yields leaves the root.
 */
export class TarScan {
  /** Entries met so far, refused ones included. */
  entries = 0;
  /** Where in the archive the content of the entry begins that `want` is asked about. */
  contentStart = 0;

  readonly #visitor: Visitor;
  readonly #limits: Limits;
  readonly #block = Buffer.alloc(BLOCK);
  #state: State = "header";
  #position = 0;
  #afterBlock = 0;
  /** Bytes gathered of the block or extended header that is being put together. */
  #gathered = 0;
  #left = 0;
  #padding = 0;
  #meta = Buffer.alloc(0);
  #metaFlag = "";
  #longName: string | undefined;
  #longLink: string | undefined;
  #local: PaxRecords = {};
  #sparseHeader: Header | undefined;
  #delivery: Delivery | undefined;
  #wantsMore = false;
  #current = "";
  #zeroBlocks = 0;

  constructor(visitor: Visitor, limits: Limits) {
    this.#visitor = visitor;
    this.#limits = limits;
  }

  /** Whether the two zero blocks that close an archive were met. */
  get ended(): boolean {
    return this.#state === "ended";
  }

  /** Whether reading was given up, after a gap that says why. */
  get stopped(): boolean {
    return this.#state === "stopped";
  }

  /** How many of the next bytes nobody wants, for a driver that can seek over them and then calls `skip`. */
  get skippable(): number {
    if (this.#state === "padding") return this.#left;
    return this.#state === "content" && !this.#wantsMore ? this.#left + this.#padding : 0;
  }

  skip(bytes: number): void {
    this.#position += bytes;
    const ofContent = this.#state === "content" ? Math.min(bytes, this.#left) : 0;
    if (ofContent > 0) this.#pass(ofContent);
    if (bytes > ofContent && this.#state === "padding") this.#pass(bytes - ofContent);
  }

  /** Answers false once the rest of the archive is of no interest. */
  push(chunk: Buffer): boolean {
    let at = 0;
    while (at < chunk.length && this.#state !== "ended" && this.#state !== "stopped") {
      const before = at;
      at = this.#step(chunk, at);
      this.#position += at - before;
    }
    return this.#state !== "ended" && this.#state !== "stopped";
  }

  /** No more bytes. An archive that breaks off inside an entry is a gap; a missing end mark is the caller's to judge. */
  end(): void {
    if (this.#state === "ended" || this.#state === "stopped") return;
    const isBetweenEntries = this.#state === "header" && this.#gathered === 0 && !this.#awaitsEntry();
    if (isBetweenEntries || (this.#state === "padding" && this.#left < BLOCK)) return;
    this.#delivery?.end(false);
    this.#delivery = undefined;
    this.#stop(this.#current || "archive", "truncated: the archive breaks off here");
  }

  /** Breaks off from outside, for a limit that the driver keeps. */
  stop(where: string, reason: string): void {
    if (this.#state === "stopped") return;
    this.#delivery?.end(false);
    this.#delivery = undefined;
    this.#stop(where, reason);
  }

  #stop(where: string, reason: string): void {
    this.#state = "stopped";
    this.#visitor.gap({ where, reason });
  }

  #awaitsEntry(): boolean {
    return this.#longName !== undefined || this.#longLink !== undefined || Object.keys(this.#local).length > 0;
  }

  #step(chunk: Buffer, at: number): number {
    switch (this.#state) {
      case "content":
        return this.#takeContent(chunk, at);
      case "padding": {
        const taken = Math.min(this.#left, chunk.length - at);
        this.#pass(taken);
        return at + taken;
      }
      case "meta":
        return this.#takeMeta(chunk, at);
      case "header":
      case "sparse-map":
        return this.#takeBlock(chunk, at);
      case "ended":
      case "stopped":
        return chunk.length;
    }
  }

  #takeContent(chunk: Buffer, at: number): number {
    const taken = Math.min(this.#left, chunk.length - at);
    if (this.#wantsMore && this.#delivery !== undefined) {
      const isAll = at === 0 && taken === chunk.length;
      this.#wantsMore = this.#delivery.push(isAll ? chunk : chunk.subarray(at, at + taken));
    }
    this.#pass(taken);
    return at + taken;
  }

  /** Moves over content or padding, and on to what follows when it is used up. */
  #pass(bytes: number): void {
    this.#left -= bytes;
    if (this.#left > 0) return;
    if (this.#state === "content") {
      this.#delivery?.end(true);
      this.#delivery = undefined;
      this.#current = "";
      this.#left = this.#padding;
      this.#state = this.#left > 0 ? "padding" : "header";
      return;
    }
    this.#state = "header";
  }

  #takeBlock(chunk: Buffer, at: number): number {
    if (this.#gathered === 0 && chunk.length - at >= BLOCK) {
      this.#afterBlock = this.#position + BLOCK;
      this.#readBlock(chunk.subarray(at, at + BLOCK));
      return at + BLOCK;
    }
    const taken = Math.min(BLOCK - this.#gathered, chunk.length - at);
    chunk.copy(this.#block, this.#gathered, at, at + taken);
    this.#gathered += taken;
    if (this.#gathered === BLOCK) {
      this.#gathered = 0;
      this.#afterBlock = this.#position + taken;
      this.#readBlock(this.#block);
    }
    return at + taken;
  }

  #readBlock(block: Buffer): void {
    if (this.#state === "sparse-map") {
      if (block[504] === 0 && this.#sparseHeader !== undefined) this.#openEntry(this.#sparseHeader, true);
      return;
    }
    const header = readHeader(block);
    if (header === "zero") {
      this.#zeroBlocks++;
      if (this.#zeroBlocks === 2) this.#state = "ended";
      return;
    }
    this.#zeroBlocks = 0;
    if (header === "broken") {
      this.#stop("archive", `broken header at byte ${this.#afterBlock - BLOCK}: the rest cannot be read`);
      return;
    }
    this.#readEntryHeader(header);
  }

  #readEntryHeader(header: Header): void {
    if ("xgLK".includes(header.flag)) {
      this.#openMeta(header);
      return;
    }
    if (!header.sparseMapFollows) {
      this.#openEntry(header, header.flag === "S");
      return;
    }
    this.#sparseHeader = header;
    this.#state = "sparse-map";
  }

  #openMeta(header: Header): void {
    if (header.size > LARGEST_META) {
      this.#stop("archive", `an extended header of ${header.size} bytes: the rest cannot be read`);
      return;
    }
    this.#meta = Buffer.allocUnsafe(header.size);
    this.#metaFlag = header.flag;
    this.#padding = paddingOf(header.size);
    this.#state = "meta";
    if (header.size === 0) this.#closeMeta();
  }

  #takeMeta(chunk: Buffer, at: number): number {
    const taken = Math.min(this.#meta.length - this.#gathered, chunk.length - at);
    chunk.copy(this.#meta, this.#gathered, at, at + taken);
    this.#gathered += taken;
    if (this.#gathered === this.#meta.length) {
      this.#gathered = 0;
      this.#closeMeta();
    }
    return at + taken;
  }

  #closeMeta(): void {
    this.#left = this.#padding;
    this.#state = this.#left > 0 ? "padding" : "header";
    if (this.#metaFlag === "L") this.#longName = readText(this.#meta, 0, this.#meta.length);
    else if (this.#metaFlag === "K") this.#longLink = readText(this.#meta, 0, this.#meta.length);
    // Global records ("g") name no entry: container runtimes pass them over, and so do we.
    else if (this.#metaFlag === "x") this.#readRecords(this.#meta);
  }

  #readRecords(bytes: Buffer): void {
    const records = readPax(bytes);
    if (records === undefined) this.#stop("archive", "a broken extended header: the rest cannot be read");
    else this.#local = records;
  }

  #openEntry(header: Header, isSparse: boolean): void {
    const records = this.#local;
    const name = records.path ?? this.#longName ?? header.name;
    const linkName = records.linkpath ?? this.#longLink ?? header.linkName;
    this.#forgetMeta();
    this.entries++;
    if (this.entries > this.#limits.entries) {
      this.#stop("archive", `more than ${this.#limits.entries} entries`);
      return;
    }
    const type = typeOf(header.flag, name);
    // Links, folders and devices have no content, whatever size they claim: so Go reads them, and so do the runtimes.
    const size = isHeaderOnly(header.flag) ? 0 : (records.size ?? header.size);
    this.#left = size;
    this.#padding = paddingOf(size);
    this.#state = "content";
    this.#wantsMore = false;
    this.contentStart = this.#afterBlock;
    const entry = this.#asEntry(name, linkName, type, size, { ...header, ...records });
    if (entry !== undefined) this.#offer(entry, isSparse || records.sparse === true);
    if (size === 0) this.#pass(0);
  }

  #forgetMeta(): void {
    this.#longName = undefined;
    this.#longLink = undefined;
    this.#local = {};
    this.#sparseHeader = undefined;
  }

  /** Undefined for the root itself, and, after a gap, for a name that must not be followed. */
  #asEntry(
    name: string,
    linkName: string,
    type: Entry["type"],
    size: number,
    { mode, uid, gid }: { mode: number; uid: number; gid: number },
  ): Entry | undefined {
    const place = entryPath(name, this.#limits.depth);
    if ("refused" in place) {
      this.#visitor.gap({ where: name, reason: place.refused });
      return undefined;
    }
    if (place.path === "") return undefined;
    const entry = { path: place.path, type, size: type === "file" ? size : 0, mode, uid, gid };
    if (type === "symlink") return { ...entry, linkTo: linkName };
    if (type !== "hardlink") return entry;
    const target = entryPath(linkName, this.#limits.depth);
    if ("path" in target) return { ...entry, linkTo: target.path };
    this.#visitor.gap({ where: place.path, reason: `a hard link that cannot be followed: ${target.refused}` });
    return undefined;
  }

  #offer(entry: Entry, isSparse: boolean): void {
    this.#current = entry.path;
    const want = this.#visitor.want(entry);
    if (want === "nothing" || entry.type !== "file") return;
    if (isSparse) {
      this.#visitor.gap({ where: entry.path, reason: "a sparse file, which is not put together" });
      return;
    }
    this.#delivery = beginDelivery(this.#visitor, entry, want, this.#limits);
    this.#wantsMore = this.#delivery !== undefined;
  }
}

function typeOf(flag: string, name: string): Entry["type"] {
  if (flag === "0" || flag === "7" || flag === "S") return name.endsWith("/") ? "directory" : "file";
  if (flag === "1") return "hardlink";
  if (flag === "2") return "symlink";
  return flag === "5" ? "directory" : "other";
}

function isHeaderOnly(flag: string): boolean {
  return "123456".includes(flag);
}

function paddingOf(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}
