/** A stretch of the arena that is in use. */
export interface Room {
  readonly at: number;
  readonly size: number;
}

const FIRST = 4 * 1024 * 1024;

/** One memory in which objects are put together; it holds few at a time, each where there is room. */
export class Arena {
  #memory: Buffer = Buffer.allocUnsafeSlow(FIRST);
  /** In order of place. Few: an arena is asked for one object of each level of a tree whose heavy ends come last. */
  readonly #rooms: Room[] = [];
  readonly #most: number;

  /** @param most bytes that it may grow to */
  constructor(most: number) {
    this.#most = most;
  }

  /** Another one after each `take`, with the same bytes in it. */
  get memory(): Buffer {
    return this.#memory;
  }

  /** Undefined where it would have to grow beyond its bounds. Behind each room there is a byte that is nobody's. */
  take(size: number): Room | undefined {
    let at = 0;
    let index = 0;
    for (; index < this.#rooms.length; index++) {
      const room = this.#rooms[index] as Room;
      if (room.at - at > size) break;
      at = room.at + room.size + 1;
    }
    if (at + size >= this.#memory.length && !this.#grow(at + size + 1)) return undefined;
    const room = { at, size };
    this.#rooms.splice(index, 0, room);
    return room;
  }

  give(room: Room): void {
    const index = this.#rooms.indexOf(room);
    if (index < 0) throw new Error("a room was given back twice");
    this.#rooms.splice(index, 1);
  }

  #grow(least: number): boolean {
    if (least > this.#most) return false;
    const larger = Buffer.allocUnsafeSlow(Math.min(this.#most, Math.max(least, 2 * this.#memory.length)));
    this.#memory.copy(larger);
    this.#memory = larger;
    return true;
  }
}
