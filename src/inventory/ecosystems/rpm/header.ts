/**
 * A package's header as RPM keeps it: an index of tags, and behind it their data (RPM's file format, `rpmtag.h`).
 */
export const TAG = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  vendor: 1011,
  license: 1014,
  architecture: 1022,
  fileDigests: 1035,
  sourceRpm: 1044,
  provideName: 1047,
  requireName: 1049,
  directoryIndexes: 1116,
  baseNames: 1117,
  directoryNames: 1118,
  fileDigestAlgorithm: 5011,
} as const;

const INT32 = 4;
const STRING = 6;
const STRING_ARRAY = 8;
const I18N_STRING = 9;
const ENTRY = 16;
/** RPM refuses headers beyond these, too (`hdrchkTags`, `hdrchkData`). */
const MOST_ENTRIES = 65_535;
const MOST_DATA = 256 * 1024 * 1024;
/** More than any package has files, or requirements. */
const MOST_TEXTS = 2_000_000;

interface IndexEntry {
  readonly type: number;
  readonly offset: number;
  readonly count: number;
}

/** One header, whose values are read when they are asked for. */
export class RpmHeader {
  readonly #data: Buffer;
  readonly #index = new Map<number, IndexEntry>();

  /** @throws Error when the bytes are no header */
  constructor(bytes: Buffer) {
    if (bytes.length < 8) throw new Error("a header of the database is cut short");
    const entries = bytes.readUInt32BE(0);
    const data = bytes.readUInt32BE(4);
    const start = 8 + entries * ENTRY;
    if (entries > MOST_ENTRIES || data > MOST_DATA || start + data > bytes.length)
      throw new Error("a header of the database is cut short");
    for (let at = 8; at < start; at += ENTRY) {
      this.#index.set(bytes.readUInt32BE(at), {
        type: bytes.readUInt32BE(at + 4),
        offset: bytes.readUInt32BE(at + 8),
        count: bytes.readUInt32BE(at + 12),
      });
    }
    this.#data = bytes.subarray(start, start + data);
  }

  /** The text of a tag, or the first of several. */
  text(tag: number): string | undefined {
    return this.texts(tag, 1)[0];
  }

  texts(tag: number, most = Number.POSITIVE_INFINITY): string[] {
    const entry = this.#index.get(tag);
    if (entry === undefined || ![STRING, STRING_ARRAY, I18N_STRING].includes(entry.type)) return [];
    const texts: string[] = [];
    const count = entry.type === STRING ? 1 : entry.count;
    if (count > MOST_TEXTS) throw new Error(`a header has more than ${MOST_TEXTS} texts under one tag`);
    for (let at = entry.offset; texts.length < Math.min(count, most); ) {
      const end = this.#data.indexOf(0, at);
      if (at > this.#data.length || end === -1) throw new Error("a text of a header is cut short");
      texts.push(this.#data.toString("utf8", at, end));
      at = end + 1;
    }
    return texts;
  }

  numbers(tag: number): number[] {
    const entry = this.#index.get(tag);
    if (entry === undefined || entry.type !== INT32) return [];
    if (entry.offset + 4 * entry.count > this.#data.length) throw new Error("a number of a header is cut short");
    return Array.from({ length: entry.count }, (_, index) => this.#data.readUInt32BE(entry.offset + 4 * index));
  }
}
