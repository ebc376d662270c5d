import type { ByteSpan } from "./detector.ts";
import { NEWLINE } from "./frames/byte-text.ts";

/** What of `bytes` is not in `before`: all but the beginning and the end that both have. */
export function changedSpan(before: Buffer, bytes: Buffer): ByteSpan {
  const most = Math.min(before.length, bytes.length);
  const from = sameBytes(most, (at, size) => before.compare(bytes, at, at + size, at, at + size) === 0);
  const tail = sameBytes(most - from, (at, size) => {
    const [a, b] = [bytes.length - at, before.length - at];
    return before.compare(bytes, a - size, a, b - size, b) === 0;
  });
  return { from, to: bytes.length - tail };
}

const STRIDE = 16 * 1024;

/** How many bytes are the same, up to `most`: in long strides, then in ever shorter ones. */
function sameBytes(most: number, isSame: (at: number, size: number) => boolean): number {
  let at = 0;
  for (let size = STRIDE; size >= 1; size = size >> 1) {
    while (at + size <= most && isSame(at, size)) at += size;
  }
  return at;
}

/** Ranges of a text in which keywords are looked for and candidates believed, when only a part of it is new. */
export interface Windows {
  /** For detectors that read far. */
  readonly far: ByteSpan;
  readonly near: ByteSpan;
  /** Candidates of the others lie at least partly in here: whatever could claim the same bytes is found, too. */
  readonly told: ByteSpan;
  /** Where encoded texts are decoded: in all that a told candidate may be made of. */
  readonly decoded: ByteSpan;
}

/** More than any detector reads that does not read far, forward or back. */
const TOLD = 6 * 1024;
const NEAR = 2 * TOLD;
const LONGEST_CANDIDATE = 2 * 1024;
const FAR_FORWARD = 144 * 1024;
const FAR_BACK = 80 * 1024;
const LONGEST_LINE = 64 * 1024;

export function windowsOf(bytes: Buffer, changed: ByteSpan | undefined): Windows {
  if (changed === undefined) {
    const all = { from: 0, to: bytes.length };
    return { far: all, near: all, told: all, decoded: all };
  }
  const around = (before: number, after: number): ByteSpan => {
    return { from: Math.max(0, changed.from - before), to: Math.min(bytes.length, changed.to + after) };
  };
  const near = around(NEAR, NEAR);
  return {
    far: around(FAR_FORWARD, FAR_BACK),
    near: { ...near, from: lineBegin(bytes, near.from) },
    told: around(TOLD, TOLD),
    decoded: around(TOLD + LONGEST_CANDIDATE, TOLD + LONGEST_CANDIDATE),
  };
}

/** A value without quotes hides the names inside it, and never leaves its line. In a text of few lines all is looked at. */
function lineBegin(bytes: Buffer, from: number): number {
  if (from === 0) return 0;
  const back = bytes.subarray(Math.max(0, from - LONGEST_LINE), from).lastIndexOf(NEWLINE);
  return back === -1 ? 0 : Math.max(0, from - LONGEST_LINE) + back + 1;
}
