/** The records of a pax extended header that change what we read. Format: POSIX.1-2001, GNU tar's sparse records. */
export interface PaxRecords {
  readonly path?: string;
  readonly linkpath?: string;
  readonly size?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** The content is a condensed form of the file. */
  readonly sparse?: boolean;
}

/** Undefined when the records are not in their counted form or a number is none. */
export function readPax(bytes: Buffer): PaxRecords | undefined {
  const records: { -readonly [K in keyof PaxRecords]: PaxRecords[K] } = {};
  let sparseName: string | undefined;
  let at = 0;
  while (at < bytes.length) {
    const record = readRecord(bytes, at);
    if (record === undefined) return undefined;
    const { key, value, next } = record;
    at = next;
    if (key === "path") records.path = value;
    else if (key === "linkpath") records.linkpath = value;
    else if (key === "GNU.sparse.name") sparseName = value;
    else if (key === "size" || key === "uid" || key === "gid") {
      const number = readDecimal(value);
      if (number === undefined) return undefined;
      records[key] = number;
    }
    if (key.startsWith("GNU.sparse.")) records.sparse = true;
  }
  if (sparseName !== undefined) records.path = sparseName;
  return records;
}

function readRecord(bytes: Buffer, start: number): { key: string; value: string; next: number } | undefined {
  let length = 0;
  let at = start;
  while (at < bytes.length && at < start + 8 && isDigit(bytes[at])) length = length * 10 + ((bytes[at++] ?? 0) - 0x30);
  const next = start + length;
  if (at === start || bytes[at] !== 0x20 || next > bytes.length || next <= at + 1 || bytes[next - 1] !== 0x0a) {
    return undefined;
  }
  const equals = bytes.indexOf(0x3d, at + 1);
  if (equals < 0 || equals >= next) return undefined;
  return { key: bytes.toString("utf8", at + 1, equals), value: bytes.toString("utf8", equals + 1, next - 1), next };
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function readDecimal(text: string): number | undefined {
  const number = /^\d{1,16}$/.test(text) ? Number(text) : undefined;
  return number !== undefined && Number.isSafeInteger(number) ? number : undefined;
}
