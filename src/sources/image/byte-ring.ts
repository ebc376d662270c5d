/** Bytes of one slot, and how many slots: enough that neither side waits for a hiccup of the other. */
const SLOT = 256 * 1024;
const SLOTS = 16;

/** Positions in the shared numbers. `EVENTS` counts every change of the others, so that a wait for it misses none. */
const EVENTS = 0;
const WRITTEN = 1;
const TAKEN = 2;
const STATE = 3;
const LENGTHS = 4;

const ENDED = 1;
const CLOSED = 2;

/** What crosses to the other thread. */
export interface RingMemory {
  readonly bytes: SharedArrayBuffer;
  readonly numbers: SharedArrayBuffer;
}

/**
 * Chunks on their way from one thread to another, through memory that both see. One side writes and waits while the ring
 * is full, the other takes and waits while it is empty; nothing is allocated for a chunk.
 */
export class ByteRing {
  readonly memory: RingMemory;
  readonly #bytes: Buffer;
  readonly #numbers: Int32Array;

  constructor(memory: RingMemory = newMemory()) {
    this.memory = memory;
    this.#bytes = Buffer.from(memory.bytes);
    this.#numbers = new Int32Array(memory.numbers);
  }

  /** Blocks this thread while the ring is full. Answers false once the other side wants no more. */
  write(chunk: Uint8Array): boolean {
    for (let at = 0; at < chunk.length; at += SLOT) {
      if (!this.#writeSlot(chunk.subarray(at, at + SLOT))) return false;
    }
    return true;
  }

  /** No more chunks will be written. */
  end(): void {
    this.#set(STATE, ENDED);
  }

  /** The chunks in their order, each valid until the next is asked for. */
  async *chunks(): AsyncGenerator<Buffer, undefined> {
    for (let taken = 0; ; taken++) {
      if (!(await this.#isFilled(taken))) return;
      const start = (taken % SLOTS) * SLOT;
      yield this.#bytes.subarray(start, start + this.#get(LENGTHS + (taken % SLOTS)));
      this.#set(TAKEN, taken + 1);
    }
  }

  /** No more chunks are wanted: a writer that waits goes on, and is told. */
  close(): void {
    this.#set(STATE, CLOSED);
  }

  #writeSlot(chunk: Uint8Array): boolean {
    const written = this.#get(WRITTEN);
    for (;;) {
      const events = this.#get(EVENTS);
      if (this.#get(STATE) === CLOSED) return false;
      if (written - this.#get(TAKEN) < SLOTS) break;
      Atomics.wait(this.#numbers, EVENTS, events);
    }
    this.#bytes.set(chunk, (written % SLOTS) * SLOT);
    this.#set(LENGTHS + (written % SLOTS), chunk.length);
    this.#set(WRITTEN, written + 1);
    return true;
  }

  /** Whether there is one more chunk than were taken; false at the end. Leaves this thread free while it waits. */
  async #isFilled(taken: number): Promise<boolean> {
    for (;;) {
      const events = this.#get(EVENTS);
      if (this.#get(WRITTEN) > taken) return true;
      if (this.#get(STATE) !== 0) return false;
      const wait = Atomics.waitAsync(this.#numbers, EVENTS, events);
      if (wait.async) await wait.value;
    }
  }

  #get(position: number): number {
    return Atomics.load(this.#numbers, position);
  }

  #set(position: number, value: number): void {
    Atomics.store(this.#numbers, position, value);
    Atomics.add(this.#numbers, EVENTS, 1);
    Atomics.notify(this.#numbers, EVENTS);
  }
}

function newMemory(): RingMemory {
  return {
    bytes: new SharedArrayBuffer(SLOT * SLOTS),
    numbers: new SharedArrayBuffer((LENGTHS + SLOTS) * Int32Array.BYTES_PER_ELEMENT),
  };
}
