import type { Limits } from "../core/limits.ts";
import { describePlace } from "../core/place.ts";
import type { Entry, Version, Visitor, Want } from "../core/source.ts";

/** Carries one file's bytes to a visitor in the way it asked for. */
export interface Delivery {
  /** Answers false once the visitor needs no more. */
  push(chunk: Uint8Array): boolean;
  /** `complete` is false when the bytes broke off: then a file in one piece is not handed over. */
  end(complete: boolean): void;
}

/** Says of which version of a file these bytes are. */
export type DescribeVersion = (bytes: Buffer) => Version;

/** Undefined when the visitor wants nothing, or the file is too large to be held in one piece (then a gap says so). */
export function beginDelivery(
  visitor: Visitor,
  entry: Entry,
  want: Want,
  limits: Limits,
  describe?: DescribeVersion,
): Delivery | undefined {
  switch (want) {
    case "nothing":
      return undefined;
    case "stream":
      return deliverStream(visitor, entry);
    case "whole":
      if (entry.size <= limits.wholeFileBytes) return deliverWhole(visitor, entry, describe);
      visitor.gap({ where: placeOf(entry), reason: `larger than ${limits.wholeFileBytes} bytes` });
      return undefined;
  }
}

function placeOf({ path, commit }: Entry): string {
  return describePlace({ path, ...(commit !== undefined && { commit }) });
}

/** Hands over bytes that are already here. */
export function deliverBytes(visitor: Visitor, entry: Entry, want: Want, bytes: Buffer): void {
  if (want === "whole") visitor.whole(entry, bytes);
  if (want !== "stream") return;
  const sink = visitor.stream(entry);
  sink.push(bytes);
  sink.end();
}

function deliverStream(visitor: Visitor, entry: Entry): Delivery {
  const sink = visitor.stream(entry);
  return { push: (chunk) => sink.push(chunk), end: () => sink.end() };
}

function deliverWhole(visitor: Visitor, entry: Entry, describe?: DescribeVersion): Delivery {
  const bytes = Buffer.allocUnsafe(entry.size);
  let filled = 0;
  return {
    push(chunk) {
      const room = bytes.length - filled;
      bytes.set(chunk.length <= room ? chunk : chunk.subarray(0, room), filled);
      filled += Math.min(chunk.length, room);
      return filled < bytes.length;
    },
    end(complete) {
      if (!complete) return;
      const whole = filled === bytes.length ? bytes : bytes.subarray(0, filled);
      visitor.whole(entry, whole, describe?.(whole));
    },
  };
}
