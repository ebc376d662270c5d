import type { Copies } from "../../../core/source.ts";

/** What a delta says before its instructions. */
export interface DeltaHead {
  readonly baseSize: number;
  readonly size: number;
  /** Where its instructions begin. */
  readonly at: number;
}

/** Two sizes, seven bits a byte, the lowest first. @throws RangeError for what is none */
export function readDeltaHead(bytes: Uint8Array, at: number, end: number): DeltaHead {
  let next = at;
  const readSize = () => {
    let size = 0;
    for (let place = 1, byte = 0x80; byte >= 0x80; place *= 128) {
      if (next >= end) throw new RangeError("a delta breaks off");
      byte = bytes[next++] as number;
      size += (byte & 0x7f) * place;
      if (size > Number.MAX_SAFE_INTEGER) throw new RangeError("a delta's size is beyond all bounds");
    }
    return size;
  };
  const baseSize = readSize();
  const size = readSize();
  return { baseSize, size, at: next };
}

/** Copies shorter than this are counted as new: to look at them costs less than to keep account of them. */
export const SHORT = 96;
/** Below this a loop is faster than a call. */
const TINY = 12;

/** Notes what was copied, three numbers each; grows as it must. */
export class CopyList {
  #numbers = new Int32Array(3 * 1024);
  #count = 0;

  clear(): void {
    this.#count = 0;
  }

  add(at: number, from: number, length: number): void {
    if (length < SHORT) return;
    if (this.#count + 3 > this.#numbers.length) {
      const more = new Int32Array(2 * this.#numbers.length);
      more.set(this.#numbers);
      this.#numbers = more;
    }
    this.#numbers[this.#count++] = at;
    this.#numbers[this.#count++] = from;
    this.#numbers[this.#count++] = length;
  }

  /** Valid until the next `clear`. */
  list(): Copies {
    return this.#numbers.subarray(0, this.#count);
  }
}

/**
 * Puts an object together from its base and a delta's instructions, all three in one memory, which is quickest.
 *
 * @param head as `readDeltaHead` gave it; its sizes are those of the base and of the room at `targetAt`
 * @throws RangeError for instructions that reach beyond the base, the delta or the object
 */
export function applyDelta(
  memory: Uint8Array,
  head: DeltaHead,
  end: number,
  baseAt: number,
  targetAt: number,
  copies: CopyList,
): void {
  const { baseSize, size } = head;
  copies.clear();
  let next = head.at;
  let at = 0;
  // The copy that may yet go on: neighbours in the base that are neighbours here are one.
  let [runAt, runFrom, run] = [0, 0, 0];
  while (next < end) {
    const code = memory[next++] as number;
    if (code >= 0x80) {
      let [from, length] = [0, 0];
      if (code & 0x01) from = memory[next++] as number;
      if (code & 0x02) from |= (memory[next++] as number) << 8;
      if (code & 0x04) from |= (memory[next++] as number) << 16;
      if (code & 0x08) from += (memory[next++] as number) * 0x100_0000;
      if (code & 0x10) length = memory[next++] as number;
      if (code & 0x20) length |= (memory[next++] as number) << 8;
      if (code & 0x40) length |= (memory[next++] as number) << 16;
      if (length === 0) length = 0x1_0000;
      if (next > end || from + length > baseSize || at + length > size) throw new RangeError(refusals[1]);
      move(memory, baseAt + from, targetAt + at, length);
      if (run > 0 && from === runFrom + run && at === runAt + run) run += length;
      else {
        if (run > 0) copies.add(runAt, runFrom, run);
        [runAt, runFrom, run] = [at, from, length];
      }
      at += length;
    } else {
      if (code === 0 || next + code > end || at + code > size) throw new RangeError(refusals[2]);
      move(memory, next, targetAt + at, code);
      next += code;
      at += code;
    }
  }
  if (at !== size) throw new RangeError(refusals[3]);
  if (run > 0) copies.add(runAt, runFrom, run);
}

/** What is wrong with a delta's instructions, by number. */
export const refusals = [
  "",
  "a delta copies too much",
  "a delta inserts too much",
  "a delta makes another size than it says",
] as const;

function move(memory: Uint8Array, from: number, to: number, length: number): void {
  if (length >= TINY) memory.copyWithin(to, from, from + length);
  else for (let i = 0; i < length; i++) memory[to + i] = memory[from + i] as number;
}
