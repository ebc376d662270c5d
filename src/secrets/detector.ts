import type { Evidence } from "../core/evidence.ts";
import type { Severity } from "../core/severity.ts";
import type { FrameName, Grade } from "./facts.ts";
import type { Format } from "./file-kinds.ts";
import type { NameKind } from "./frames/secret-names.ts";
import type { Maker } from "./samples.ts";

/** A file that is being searched. */
export interface Searched {
  readonly bytes: Buffer;
  /** Relative to the target's root. */
  readonly path: string;
  readonly format: Format;
}

/** From one byte offset up to another. */
export interface ByteSpan {
  readonly from: number;
  readonly to: number;
}

/** A stretch of bytes that looks like a credential. Holds the value; never leaves the search. */
export interface Found {
  readonly value: string;
  /** Byte offsets of what stands in the file. */
  readonly start: number;
  readonly end: number;
  readonly frame: FrameName;
  readonly name?: string;
  readonly encoding?: "base64";
  /** What the reading itself already showed. */
  readonly grade?: Grade;
  readonly severity?: Severity;
  readonly evidence?: readonly Evidence[];
}

/** What was looked at and is no credential. `start` is where it stands. */
export interface Refused {
  readonly start: number;
  readonly refused: string;
}

/** What a check of a value showed: more certainty, or that it cannot be one. */
export type Checked =
  | { readonly grade: Grade; readonly evidence: readonly Evidence[]; readonly severity?: Severity }
  | { readonly refused: string };

/** How a detector takes its values out of a file. */
type Take = TakeToken | TakeAssigned | TakeNamed | TakeRead;

/** A token that is known by its own look. */
export interface TakeToken {
  readonly kind: "token";
  /** In their exact case, three bytes at least. */
  readonly keywords: readonly string[];
  /**
   * Sticky, linear in its input (`linear-pattern.ts` says what that asks of it); matched where the keyword starts. The
   * value is the group `value`, or all of the match.
   */
  readonly pattern: RegExp;
  /** How many bytes before the keyword the match starts; default 0. */
  readonly before?: number;
  /** Longest match in bytes; default 256. */
  readonly reach?: number;
  /** How many first characters of the value are the same for everyone and may be shown. */
  readonly shown: number;
}

/** A value without a look of its own, known by the name it is given and by the provider named there or just above. */
export interface TakeAssigned {
  readonly kind: "assigned";
  /** Lower case; one of them is in the name, or in the 160 bytes before it. */
  readonly near: readonly string[];
  /** Lower case, without separators; the name ends with one of them. */
  readonly names: readonly string[];
  /** Of the whole value. Linear, as above. */
  readonly pattern: RegExp;
  readonly shown?: number;
}

/** A value of which nothing is known but that its name calls it a password, or a key. */
interface TakeNamed {
  readonly kind: "named";
  readonly name: NameKind;
}

/** A hand-written reading from where a keyword stands. */
interface TakeRead {
  readonly kind: "read";
  readonly keywords: readonly string[];
  /** What it reads may lie further than 4 KiB from its keyword, up to 128 KiB behind and 64 KiB before it. */
  readonly far?: true;
  /**
   * How many bytes before its keyword, and from there on, decide whether it says anything at all, be it that something is
   * refused. Default: as many as it may read.
   */
  readonly decidedWithin?: { readonly back: number; readonly forward: number };
  /** Bounded work per call, whatever the bytes. */
  read(searched: Searched, at: number): Iterable<Found | Refused>;
  readonly shown?: number;
}

export interface Sample {
  /** Default `notes.txt`. */
  readonly path?: string;
  readonly text: string;
}

/**
 * One kind of credential: how it is found, what it opens, how it is revoked. Its rule is `secrets/<id>`.
 */
export interface Detector {
  readonly id: string;
  /** A noun phrase: "GitHub token". */
  readonly title: string;
  readonly severity: Severity;
  /** What it opens for whoever holds it. */
  readonly why: string;
  /** Where and how it is revoked. */
  readonly fix: string;
  readonly take: Take;
  check?(value: string, found: Found): Checked | undefined;
  /** Of another detector whose value, this near, makes both a pair; the other is then told of in this one's evidence. */
  readonly pairsWith?: { readonly detector: string; readonly lines: number };
  /** Decides between detectors that claim the same bytes or the same value; by default by how it takes its values. */
  readonly precedence?: number;
  readonly aliases?: readonly string[];
  readonly references?: readonly string[];
  /** Files in which it is found, and files that look alike and hold none. */
  samples(make: Maker): { readonly found: readonly Sample[]; readonly missed: readonly Sample[] };
}

const PRECEDENCE: Readonly<Record<Take["kind"], number>> = { named: 0, assigned: 20, read: 30, token: 40 };

/** Greater means: knows more precisely what the value is. */
export function precedenceOf(detector: Detector): number {
  return detector.precedence ?? PRECEDENCE[detector.take.kind];
}
