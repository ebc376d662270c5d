import type { History, Repository } from "../../../connect/git/index.ts";
import type { Entry } from "../../../core/source.ts";
import type { Forest } from "./delta-forest.ts";

/** The words in which a stratum of packed blobs says where they lie. */
export interface PackLocator {
  readonly repository: Repository;
  readonly file: string;
  readonly hashBytes: number;
  /** Its `wanted` counts in the blobs below. */
  readonly forest: Forest;
  readonly blobs: History;
}

/** @param left of the blobs, those that the forest's `wanted` counts in */
export function pieceOf(
  { forest, weight }: { readonly forest: Forest; readonly weight: number },
  place: Pick<PackLocator, "repository" | "file" | "hashBytes">,
  left: readonly number[],
  blobs: History,
): { locator: PackLocator; weight: number } {
  const own: number[] = [];
  const wanted = forest.wanted.map((which) => (which === -1 ? -1 : own.push(left[which] as number) - 1));
  return { locator: { ...place, forest: { ...forest, wanted }, blobs: selectBlobs(blobs, own) }, weight };
}

/** Some of the blobs, under those of their names that are wanted. */
export function selectBlobs(
  blobs: History,
  chosen: readonly number[],
  isWanted: (path: string) => boolean = () => true,
): History {
  const firstPlace = new Uint32Array(chosen.length + 1);
  const names: number[] = [];
  for (const [at, blob] of chosen.entries()) {
    for (let name = blobs.firstPlace[blob] as number; name < (blobs.firstPlace[blob + 1] as number); name++) {
      if (isWanted(blobs.paths[name] as string)) names.push(name);
    }
    firstPlace[at + 1] = names.length;
  }
  return {
    ids: chosen.map((blob) => blobs.ids[blob] as string),
    firstPlace,
    paths: names.map((name) => blobs.paths[name] as string),
    commits: names.map((name) => blobs.commits[name] as string),
    times: Float64Array.from(names, (name) => blobs.times[name] as number),
    modes: Uint16Array.from(names, (name) => blobs.modes[name] as number),
  };
}

/** The names that a blob had, the one to be preferred first. */
export function entriesOf(blobs: History, blob: number, size: number): Entry[] {
  const entries: Entry[] = [];
  for (let name = blobs.firstPlace[blob] as number; name < (blobs.firstPlace[blob + 1] as number); name++) {
    entries.push(entryOf(blobs, blob, name, size));
  }
  return entries;
}

export function entryOf(blobs: History, blob: number, name: number, size: number): Entry {
  const mode = blobs.modes[name] as number;
  const isLink = (mode & 0o170000) === 0o120000;
  return {
    path: blobs.paths[name] as string,
    type: isLink ? "symlink" : "file",
    size: isLink ? 0 : size,
    mode: mode & 0o777,
    commit: blobs.commits[name],
    blob: blobs.ids[blob],
  };
}
