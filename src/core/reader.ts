import type { Fact } from "./fact.ts";
import type { Gap } from "./gap.ts";
import type { Place } from "./place.ts";
import type { Entry, Version } from "./source.ts";
import type { TargetKind } from "./target.ts";

/** What a reader may know of the run. Plain data: it is handed to worker threads. */
export interface ReaderContext {
  readonly target: TargetKind;
  /** Keys the ids of secrets; see `secretId`. */
  readonly identityKey: string;
  /** Whether to yield what was looked at and rejected, too. */
  readonly explain: boolean;
}

/** A file that the runner has opened for a reader. */
export interface OpenFile {
  readonly path: string;
  readonly entry: Entry;
  /** Path and layer or commit; a reader adds line and column. */
  readonly place: Place;
  readonly bytes: Buffer;
  /** Set where it is one of several versions that a history holds; the bytes are then valid only while it is read. */
  readonly version?: Version;
  /** The bytes as UTF-8, without a byte order mark; decoded once however many readers ask. */
  readonly text: () => string;
}

/** What a reader yields besides facts: something it should have understood and could not. */
export interface GapFact extends Fact {
  readonly kind: "gap";
  readonly reason: string;
}

interface ReaderBase {
  /** `room/name`; its coverage is reported under the analyzer that owns it. */
  readonly id: string;
  /** Raised when its answers change: results are cached under it. */
  readonly version: number;
  /** Whether what it yields depends on the key of secrets' ids and on `explain`: then others' results are not its own. */
  readonly usesContext?: boolean;
  /** Whether it also reads past versions of files in a git history. */
  readonly history?: boolean;
  wants(entry: Entry, context: ReaderContext): boolean;
}

/** Reads a file in one piece. What it cannot read it yields as a gap; if it throws, the runner reports a crash for this file. */
export interface WholeReader<F extends Fact = Fact> extends ReaderBase {
  /** Greatest file in bytes that it takes; a larger one is a gap. Default: the run's limit. */
  readonly limit?: number;
  /**
   * Asked about a file that is too large, or large enough for it to matter, before all of it is gathered. `head` is its
   * first 8 KiB or more. Answers what to yield in place of reading the file; undefined where it is to be read.
   */
  declines?(head: Buffer): readonly F[] | undefined;
  read(file: OpenFile, context: ReaderContext): Iterable<F | GapFact>;
}

/** Reads a file of any size as its bytes come. */
export interface StreamReader<F extends Fact = Fact> extends ReaderBase {
  open(entry: Entry, place: Place, context: ReaderContext): ReadingStream<F>;
}

export interface ReadingStream<F extends Fact = Fact> {
  /** Answers false once it needs no more. The chunk is only valid during the call. */
  push(chunk: Uint8Array): boolean;
  end(): Iterable<F | GapFact>;
}

export type Reader<F extends Fact = Fact> = WholeReader<F> | StreamReader<F>;

export function gapAt(at: Place, reason: string): GapFact {
  return { kind: "gap", at, reason };
}

export type { Gap };
