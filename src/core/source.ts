import type { Fact } from "./fact.ts";
import type { Gap } from "./gap.ts";
import type { PathList } from "./path-list.ts";
import type { Target } from "./target.ts";

/** One name in a tree. `path` is relative to the root, with `/`, without `.` or `..` parts. */
export interface Entry {
  readonly path: string;
  readonly type: "file" | "directory" | "symlink" | "hardlink" | "other";
  /** Bytes; 0 for all but files. */
  readonly size: number;
  /** Permission bits, with setuid, setgid and sticky. */
  readonly mode: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Of a link, as it is written there. */
  readonly linkTo?: string;
  /** Of a history's blob: the oldest commit that holds it under this path. */
  readonly commit?: string;
  /** Of a history's blob: its object id. */
  readonly blob?: string;
}

/** What a visitor wants of a file: nothing, its bytes in one piece, or its bytes as they come. */
export type Want = "nothing" | "whole" | "stream";

/**
 * One of the many versions that a history holds of a file, as it is handed over: so that of each only what is new need be
 * looked at.
 */
export interface Version {
  readonly id: VersionId;
  /** When its commit was made, in seconds since 1970. */
  readonly time: number;
  /** Whether another version that names this one as its base may come later. */
  readonly hasHeirs: boolean;
  readonly base?: Base;
}

/** Known by its identity; whoever remembers something of a version need not do so once nobody holds its id. */
export type VersionId = object;

/** What a version has in common with one that was handed over before, which need be neither older nor of the same path. */
export interface Base {
  readonly id: VersionId;
  readonly path: string;
  /** Whether no other version that names it will come. */
  readonly isDone: boolean;
  readonly copies: Copies;
}

/**
 * Stretches of bytes that were taken over unchanged, three numbers each: where it is now, where it was, how long it is.
 * In the order of where they are now, without overlap; all between them is new. Valid only during the call.
 */
export type Copies = Int32Array;

/** Takes a file's bytes as they come; `push` answers false once it needs no more. `end` is always called. */
export interface Sink {
  push(chunk: Uint8Array): boolean;
  end(): void;
}

/** Walks through one stratum with the source, which does the opening and keeps the limits. */
export interface Visitor {
  want(entry: Entry): Want;
  /** The bytes of a version are valid only during the call. */
  whole(entry: Entry, bytes: Buffer, version?: Version): void;
  stream(entry: Entry): Sink;
  gap(gap: Gap): void;
}

/**
 * One pile of files to walk: a directory, a layer, a history. Plain data, so that a worker thread can open it:
 * `form` and `locator` are the source's own words for where it lies.
 */
export interface Stratum {
  readonly form: string;
  readonly locator: Readonly<Record<string, unknown>>;
  /** The layer's digest, else its diff id; stands in every place. */
  readonly layer?: string;
  /** Position in the image, lowest first; 0 elsewhere. */
  readonly index: number;
  /** Past versions of files rather than files that are there: only readers that ask for history see it. */
  readonly history: boolean;
  /** Bytes that are expected to be read, for sharing out the work. */
  readonly weight: number;
}

/** `sha256:…` as it was declared, and as it was recomputed. */
export interface DigestMismatch {
  readonly declared: string;
  readonly found: string;
}

/** What walking one stratum gave besides what the visitor took. */
export interface Walked {
  readonly entries: number;
  readonly bytes: number;
  /** Paths that this layer removes from those below it. */
  readonly removed: readonly string[];
  /** Directories whose content below is hidden. */
  readonly opaque: readonly string[];
  /** All paths that are not directories, which replace what lies under them; only for strata above the lowest. */
  readonly present: PathList;
  /** Set when a layer's bytes are not those that its digest names: nothing read from it can be believed. */
  readonly mismatch?: DigestMismatch;
}

/** A target that is open: the pile of strata, and what is known without reading them. */
export interface Opened {
  readonly target: Target;
  readonly strata: readonly Stratum[];
  /** What the source itself saw, such as the image's configuration. */
  readonly facts: readonly Fact[];
  /** What the source already knows that it could not, or was told not to, look at. */
  readonly gaps: readonly Gap[];
  /** Entries that were left out on purpose, by the reason: `ignored by git` → 12. */
  readonly leftOut: Readonly<Record<string, number>>;
  /** A name that stays the same over machines and time, to key the ids of secrets with: a root commit, a repository. */
  readonly identity: string;
  /** The root directory in the file system, where the target has one. */
  readonly root?: string;
  close(): Promise<void>;
}
