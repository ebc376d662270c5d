import type { Version, VersionId } from "../../core/source.ts";

/** Compares versions of one path that come one behind the other, where nobody else tells what they have in common. */
export class VersionChain {
  #path = "";
  #id: VersionId | undefined;
  #bytes: Buffer = Buffer.alloc(0);

  /** @param isLast whether the next one is of another path */
  next(path: string, bytes: Buffer, time: number, isLast: boolean): Version {
    const before = this.#path === path ? this.#id : undefined;
    const id = {};
    const copies = before === undefined ? new Int32Array(0) : commonEnds(this.#bytes, bytes);
    [this.#path, this.#id, this.#bytes] = isLast ? ["", undefined, Buffer.alloc(0)] : [path, id, bytes];
    return {
      id,
      time,
      hasHeirs: !isLast,
      ...(before !== undefined && { base: { id: before, path, isDone: true, copies } }),
    };
  }
}

/** The beginning and the end that both have. */
export function commonEnds(before: Buffer, bytes: Buffer): Int32Array {
  const most = Math.min(before.length, bytes.length);
  const head = sameBytes(most, (at, size) => before.compare(bytes, at, at + size, at, at + size) === 0);
  const tail = sameBytes(most - head, (at, size) => {
    const [a, b] = [bytes.length - at, before.length - at];
    return before.compare(bytes, a - size, a, b - size, b) === 0;
  });
  const copies: number[] = [];
  if (head > 0) copies.push(0, 0, head);
  if (tail > 0) copies.push(bytes.length - tail, before.length - tail, tail);
  return Int32Array.from(copies);
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
