/**
 * Keeps one section of a program for Windows (PE) or for macOS (Mach-O), whose bytes come once and in order: both say at
 * their start where each section lies. The numbers are those of Microsoft's "PE Format" and of Apple's `mach-o/loader.h`.
 */
const HEAD = 64 * 1024;
const MOST_SECTIONS = 4096;

interface Range {
  readonly offset: number;
  readonly size: number;
}

export class ObjectSection {
  readonly #name: string;
  readonly #most: number;
  readonly #size: number;
  #head: Buffer | undefined = Buffer.alloc(0);
  #range: Range | undefined;
  #at = 0;
  #kept = 0;
  readonly #parts: Buffer[] = [];

  /**
   * @param name of at most 8 bytes
   * @param most bytes of the section that are kept
   * @param size of the whole program
   */
  constructor(name: string, most: number, size: number) {
    this.#name = name;
    this.#most = most;
    this.#size = size;
  }

  /** Answers false once it needs no more: the section is whole, or there is none. */
  push(chunk: Uint8Array): boolean {
    if (this.#head === undefined) return this.#keep(chunk);
    this.#head = Buffer.concat([this.#head, chunk]);
    if (this.#head.length >= 4 && !isObject(this.#head)) return false;
    if (this.#head.length < Math.min(HEAD, this.#size)) return true;
    const head = this.#head;
    this.#head = undefined;
    this.#range = findSection(head, this.#name);
    return this.#keep(head);
  }

  #keep(chunk: Uint8Array): boolean {
    if (this.#range === undefined || this.#range.size > this.#most) return false;
    const { offset, size } = this.#range;
    const part = chunk.subarray(Math.max(0, offset - this.#at), Math.max(0, offset + size - this.#at));
    this.#at += chunk.length;
    if (part.length > 0) this.#parts.push(Buffer.from(part));
    this.#kept += part.length;
    return this.#at < offset + size;
  }

  /**
   * The bytes of the section; undefined when there is none of this name.
   * @throws Error when it is larger than what is kept, or cut short
   */
  bytes(): Buffer | undefined {
    if (this.#range === undefined) return undefined;
    if (this.#range.size > this.#most) throw new Error(`its section ${this.#name} is too large`);
    if (this.#kept < this.#range.size) throw new Error(`its section ${this.#name} is cut short`);
    return Buffer.concat(this.#parts);
  }
}

const MACH_O_64 = 0xfeedfacf;
const MACH_O_32 = 0xfeedface;

function isObject(head: Buffer): boolean {
  const magic = head.readUInt32LE(0);
  return head.toString("latin1", 0, 2) === "MZ" || magic === MACH_O_64 || magic === MACH_O_32;
}

function findSection(head: Buffer, name: string): Range | undefined {
  try {
    if (head.toString("latin1", 0, 2) === "MZ") return findInPe(head, name);
    return findInMachO(head, name, head.readUInt32LE(0) === MACH_O_64);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // its tables leave the start of the program: it names no section
    return undefined;
  }
}

function findInPe(head: Buffer, name: string): Range | undefined {
  const start = head.readUInt32LE(0x3c);
  if (head.toString("latin1", start, start + 4) !== "PE\0\0") return undefined;
  const count = Math.min(head.readUInt16LE(start + 6), MOST_SECTIONS);
  const table = start + 24 + head.readUInt16LE(start + 20);
  for (let at = table; at < table + 40 * count; at += 40) {
    if (nameAt(head, at, 8) !== name) continue;
    // In the file it fills up blocks; in memory it has its own size.
    const size = Math.min(head.readUInt32LE(at + 8), head.readUInt32LE(at + 16));
    return { offset: head.readUInt32LE(at + 20), size };
  }
  return undefined;
}

function findInMachO(head: Buffer, name: string, is64: boolean): Range | undefined {
  const commands = head.readUInt32LE(16);
  const segment = is64 ? 0x19 : 0x01;
  const [count, sections, length] = is64 ? ([64, 72, 80] as const) : ([48, 56, 68] as const);
  let at = is64 ? 32 : 28;
  for (let command = 0; command < Math.min(commands, MOST_SECTIONS); command++) {
    const size = head.readUInt32LE(at + 4);
    if (size < 8) return undefined;
    if (head.readUInt32LE(at) === segment) {
      const last = at + sections + length * Math.min(head.readUInt32LE(at + count), MOST_SECTIONS);
      for (let section = at + sections; section < last; section += length) {
        if (nameAt(head, section, 16) !== name) continue;
        return is64
          ? { offset: head.readUInt32LE(section + 48), size: Number(head.readBigUInt64LE(section + 40)) }
          : { offset: head.readUInt32LE(section + 40), size: head.readUInt32LE(section + 36) };
      }
    }
    at += size;
  }
  return undefined;
}

/** Names are filled up with zero bytes. */
function nameAt(head: Buffer, at: number, length: number): string {
  return head.toString("latin1", at, at + length).replace(/\0+$/, "");
}
