/**
 * Keeps, of an ELF program whose bytes come once and in order, what may hold a section of constants: the segments that
 * are neither code nor writable, and the end of the file with the table of sections. The numbers are those of elf(5).
 */
const MAGIC = 0x7f454c46;
const LOADED = 1;
const EXECUTABLE = 1;
const WRITABLE = 2;
/** All program headers lie in here, in whatever a linker makes. */
const HEAD = 4096;
/** The names of the sections lie in front of their table, the names of the program's own symbols perhaps between. */
const BEFORE_TABLE = 4 * 1024 * 1024;
const BEHIND_TABLE = 64 * 1024;
const MOST_NAMES = 64 * 1024;
const MOST_KEPT = 16 * 1024 * 1024;
const MOST_SECTIONS = 4096;

interface Range {
  readonly start: number;
  readonly end: number;
}

export class ElfParts {
  readonly #size: number;
  #head = Buffer.alloc(0);
  #layout: Layout | undefined;
  #at = 0;
  readonly #kept: { readonly start: number; readonly bytes: Buffer }[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  /** Answers false once it is clear that this is no ELF program, or one that is too large to be kept. */
  push(chunk: Uint8Array): boolean {
    if (this.#layout === undefined) {
      this.#head = Buffer.concat([this.#head, chunk]);
      if (this.#head.length < Math.min(HEAD, this.#size)) return true;
      this.#layout = readLayout(this.#head, this.#size);
      if (this.#layout === undefined) return false;
      this.#keep(this.#head, this.#layout.wanted);
      this.#head = Buffer.alloc(0);
    } else this.#keep(chunk, this.#layout.wanted);
    return true;
  }

  #keep(chunk: Uint8Array, wanted: readonly Range[]): void {
    const end = this.#at + chunk.length;
    for (const range of wanted) {
      const from = Math.max(range.start, this.#at);
      const to = Math.min(range.end, end);
      if (from < to)
        this.#kept.push({ start: from, bytes: Buffer.from(chunk.subarray(from - this.#at, to - this.#at)) });
    }
    this.#at = end;
  }

  /**
   * The bytes of a section; undefined when there is none of this name, as far as the program's own table says.
   * @throws Error when the section is larger than `most`, or lies where nothing was kept
   */
  section(name: string, most: number): Buffer | undefined {
    const place = this.#layout && this.#find(name, this.#layout);
    if (place === undefined) return undefined;
    if (place.size > most) throw new Error(`its section ${name} is too large`);
    const bytes = this.#read(place.offset, place.size);
    if (bytes === undefined) throw new Error(`its section ${name} lies where this version does not look`);
    return bytes;
  }

  #find(name: string, { field, sectionSize, table, sections, names }: Layout): Place | undefined {
    const headers = this.#read(table, sections * sectionSize);
    if (headers === undefined || sections === 0) return undefined;
    const at = (index: number) => headers.subarray(index * sectionSize, (index + 1) * sectionSize);
    const placeOf = (header: Buffer): Place => ({
      offset: field.address(header, field.offset),
      size: field.address(header, field.size),
    });
    const nameTable = placeOf(at(names));
    const texts = nameTable.size > MOST_NAMES ? undefined : this.#read(nameTable.offset, nameTable.size);
    for (let index = 0; index < sections; index++) {
      const start = field.u32(at(index), 0);
      if (texts?.toString("latin1", start, start + name.length + 1) === `${name}\0`) return placeOf(at(index));
    }
    return undefined;
  }

  #read(start: number, size: number): Buffer | undefined {
    const end = start + size;
    const parts: Buffer[] = [];
    let at = start;
    for (const kept of this.#kept) {
      if (at >= end) break;
      const offset = at - kept.start;
      if (offset < 0 || offset >= kept.bytes.length) continue;
      const part = kept.bytes.subarray(offset, offset + end - at);
      parts.push(part);
      at += part.length;
    }
    return at < end ? undefined : Buffer.concat(parts);
  }
}

interface Place {
  readonly offset: number;
  readonly size: number;
}

interface Layout {
  readonly wanted: readonly Range[];
  readonly field: Fields;
  readonly table: number;
  readonly sectionSize: number;
  readonly sections: number;
  readonly names: number;
}

interface Fields {
  readonly u16: (bytes: Buffer, at: number) => number;
  readonly u32: (bytes: Buffer, at: number) => number;
  /** Four or eight bytes. */
  readonly address: (bytes: Buffer, at: number) => number;
  /** Where these stand in the header of a section. */
  readonly offset: number;
  readonly size: number;
}

function readLayout(head: Buffer, fileSize: number): Layout | undefined {
  if (head.length < 64 || head.readUInt32BE(0) !== MAGIC) return undefined;
  const is64 = head[4] === 2;
  const field = fieldsOf(is64, head[5] !== 2);
  const table = field.address(head, is64 ? 0x28 : 0x20);
  const start = is64 ? 0x34 : 0x28;
  const [sectionSize, sections, names] = [6, 8, 10].map((at) => field.u16(head, start + at)) as [
    number,
    number,
    number,
  ];
  if (sectionSize !== (is64 ? 64 : 40) || sections > MOST_SECTIONS || names >= sections || table > fileSize)
    return undefined;
  const constants = constantSegments(head, field, is64);
  const tail = {
    start: Math.max(0, table - BEFORE_TABLE),
    end: Math.min(fileSize, table + sections * sectionSize + BEHIND_TABLE),
  };
  const wanted = merged([...constants, tail]);
  const kept = wanted.reduce((sum, range) => sum + range.end - range.start, 0);
  return { wanted: kept > MOST_KEPT ? [tail] : wanted, field, table, sectionSize, sections, names };
}

function fieldsOf(is64: boolean, isLittle: boolean): Fields {
  const u16 = (bytes: Buffer, at: number) => (isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (bytes: Buffer, at: number) => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const u64 = (bytes: Buffer, at: number) => Number(isLittle ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
  return is64
    ? { u16, u32, address: u64, offset: 0x18, size: 0x20 }
    : { u16, u32, address: u32, offset: 0x10, size: 0x14 };
}

/** Segments that are loaded and neither run nor written to. */
function constantSegments(head: Buffer, field: Fields, is64: boolean): Range[] {
  const table = field.address(head, is64 ? 0x20 : 0x1c);
  const start = is64 ? 0x34 : 0x28;
  const size = field.u16(head, start + 2);
  const count = field.u16(head, start + 4);
  const ranges: Range[] = [];
  for (let index = 0; index < count; index++) {
    const at = table + index * size;
    if (size < (is64 ? 56 : 32) || at + size > head.length) break;
    const flags = field.u32(head, at + (is64 ? 4 : 24));
    if (field.u32(head, at) !== LOADED || (flags & (EXECUTABLE | WRITABLE)) !== 0) continue;
    const offset = field.address(head, at + (is64 ? 8 : 4));
    ranges.push({ start: offset, end: offset + field.address(head, at + (is64 ? 32 : 16)) });
  }
  return ranges;
}

/** In order, and without overlaps. */
function merged(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last !== undefined && range.start <= last.end) {
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    } else result.push(range);
  }
  return result;
}
