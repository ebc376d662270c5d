import type { Works } from "./compiled-delta.ts";

/** Where bytes stand in a memory. */
export interface Span {
  readonly at: number;
  readonly size: number;
}

/** Rooms that are known at a time. */
const ROOMS = 2 ** 17;

/**
 * Gives out room in one memory, round and round: what was given out longest ago is overwritten first.
 */
export class Ring {
  readonly #works: Works;
  readonly #most: number;
  readonly #onLoss: (owner: number) => void;
  /** Owners of rooms in the order in which they will be overwritten, round and round, and where their rooms begin. */
  readonly #owners = new Float64Array(ROOMS);
  readonly #places = new Int32Array(ROOMS);
  #first = 0;
  #count = 0;
  #head: number;

  /**
   * @param most bytes, the memory's own ones and all
   * @param onLoss told of each owner whose room is about to be overwritten
   */
  constructor(works: Works, most: number, onLoss: (owner: number) => void) {
    this.#works = works;
    this.#most = most;
    this.#onLoss = onLoss;
    this.#head = works.first;
  }

  /**
   * Behind each room there is a byte that is nobody's.
   * @param owner who is told when it is lost; -1 for nobody
   * @param spared what must not be overwritten now, though it may be forgotten
   * @throws RangeError for more than there is room for
   */
  take(size: number, owner: number, spared: readonly (Span | undefined)[]): number {
    for (let turns = 0; turns < 2; ) {
      const blocking = spared.find((span) => span !== undefined && overlap(this.#head, size + 1, span));
      if (blocking !== undefined) this.#forgetUpTo(blocking.at + blocking.size + 1);
      else if (this.#fits(this.#head + size + 1)) {
        const at = this.#head;
        this.#forgetUpTo(at + size + 1);
        if (owner !== -1) {
          if (this.#count === ROOMS) this.#forgetFirst();
          const room = (this.#first + this.#count++) % ROOMS;
          this.#owners[room] = owner;
          this.#places[room] = at;
        }
        return at;
      } else {
        this.#forgetUpTo(Number.POSITIVE_INFINITY);
        this.#head = this.#works.first;
        turns++;
      }
    }
    throw new RangeError("an object is too large to be read here");
  }

  #fits(end: number): boolean {
    return end <= this.#most && (end < this.#works.memory.length || this.#works.grow(end + 1));
  }

  /** Goes on to there, past whatever stands on the way. */
  #forgetUpTo(end: number): void {
    while (this.#count > 0) {
      const place = this.#places[this.#first] as number;
      if (place < this.#head || place >= end) break;
      this.#forgetFirst();
    }
    this.#head = end;
  }

  #forgetFirst(): void {
    this.#onLoss(this.#owners[this.#first] as number);
    this.#first = (this.#first + 1) % ROOMS;
    this.#count--;
  }
}

function overlap(at: number, size: number, other: Span): boolean {
  return at < other.at + other.size + 1 && other.at < at + size;
}
