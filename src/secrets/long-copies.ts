import type { Copies } from "../core/source.ts";

/**
 * Shorter ones are looked at as if they were new: what lies between two changes so near to each other is near enough to
 * both that most of it is weighed anyway, and one stretch costs less than two.
 */
const SHORT = 256;

/** Of what a version took over, the pieces that are worth it. */
export class LongCopies {
  #numbers = new Int32Array(3 * 256);

  /** Valid until the next call. */
  of(copies: Copies): Copies {
    if (copies.length > this.#numbers.length) this.#numbers = new Int32Array(2 * copies.length);
    let count = 0;
    for (let at = 0; at < copies.length; at += 3) {
      if ((copies[at + 2] as number) < SHORT) continue;
      this.#numbers[count++] = copies[at] as number;
      this.#numbers[count++] = copies[at + 1] as number;
      this.#numbers[count++] = copies[at + 2] as number;
    }
    return this.#numbers.subarray(0, count);
  }
}
