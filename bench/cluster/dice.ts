/** Numbers that are the same on every machine: mulberry32. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  one<T>(things: readonly T[]): T {
    return things[Math.floor(this.next() * things.length)] as T;
  }

  some<T>(things: readonly T[], most: number): T[] {
    const wanted = 1 + Math.floor(this.next() * most);
    return [...new Set(Array.from({ length: wanted }, () => this.one(things)))];
  }

  /** A map in which each key stands only sometimes. */
  perhaps(share: number, fields: Readonly<Record<string, () => unknown>>): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(fields).flatMap(([key, make]) => (this.chance(share) ? [[key, make()]] : [])),
    );
  }
}
