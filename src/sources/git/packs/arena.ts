import type { Works } from "./compiled-delta.ts";

/** A stretch of the arena that is in use. */
export interface Room {
  readonly at: number;
  readonly size: number;
}

/** One memory in which objects are put together; it holds few at a time, each where there is room. */
export class Arena {
  readonly #works: Works;
  /** In order of place. Few: an arena is asked for one object of each level of a tree whose heavy ends come last. */
  readonly #rooms: Room[] = [];

  constructor(works: Works) {
    this.#works = works;
  }

  /** Another one after each `take`, with the same bytes in it. */
  get memory(): Buffer {
    return this.#works.memory;
  }

  /** Undefined where it would have to grow beyond its bounds. Behind each room there is a byte that is nobody's. */
  take(size: number): Room | undefined {
    let at = this.#works.first;
    let index = 0;
    for (; index < this.#rooms.length; index++) {
      const room = this.#rooms[index] as Room;
      if (room.at - at > size) break;
      at = room.at + room.size + 1;
    }
    if (at + size >= this.#works.memory.length && !this.#works.grow(at + size + 1)) return undefined;
    const room = { at, size };
    this.#rooms.splice(index, 0, room);
    return room;
  }

  give(room: Room): void {
    const index = this.#rooms.indexOf(room);
    if (index < 0) throw new Error("a room was given back twice");
    this.#rooms.splice(index, 1);
  }
}
