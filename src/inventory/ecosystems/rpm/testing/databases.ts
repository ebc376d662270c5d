import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Texts, lists of texts and lists of numbers, by tag. */
export type Tags = Readonly<Record<number, string | readonly string[] | readonly number[]>>;

/** A header as RPM keeps it. */
export function buildHeader(tags: Tags): Buffer {
  const index: Buffer[] = [];
  const data: Buffer[] = [];
  let offset = 0;
  for (const [tag, value] of Object.entries(tags)) {
    const isText = typeof value === "string";
    const isNumbers = !isText && typeof value[0] === "number";
    const bytes = isText
      ? Buffer.from(`${value}\0`)
      : Buffer.concat(value.map((item) => (typeof item === "number" ? be(item) : Buffer.from(`${item}\0`))));
    index.push(be(Number(tag), isText ? 6 : isNumbers ? 4 : 8, offset, isText ? 1 : value.length));
    data.push(bytes);
    offset += bytes.length;
  }
  return Buffer.concat([be(index.length, offset), ...index, ...data]);
}

/** `rpmdb.sqlite`, with small pages so that few rows make a tree with interior and overflow pages. */
export function buildSqlite(headers: readonly Buffer[], pageSize = 512): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "waybill-rpm-"));
  const path = join(folder, "rpmdb.sqlite");
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA page_size=${pageSize}; CREATE TABLE Other (key TEXT, hnum INTEGER);
    CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)`);
  const insert = database.prepare("INSERT INTO Packages (blob) VALUES (?)");
  database.exec("BEGIN");
  for (const header of headers) insert.run(header);
  database.exec("COMMIT");
  database.close();
  const bytes = readFileSync(path);
  rmSync(folder, { recursive: true });
  return bytes;
}

const BERKELEY_PAGE = 512;

/** `Packages` of Berkeley DB: one hash page, and each header in a chain of overflow pages. */
export function buildBerkeley(headers: readonly Buffer[]): Buffer {
  const meta = Buffer.alloc(BERKELEY_PAGE);
  const hash = Buffer.alloc(BERKELEY_PAGE);
  const chains: Buffer[] = [];
  const items: Buffer[] = [Buffer.from([1, 0, 0, 0, 0]), Buffer.from([1, 9, 0, 0, 0])];
  headers.forEach((header, number) => {
    const first = 2 + chains.length;
    for (let at = 0; at < header.length; at += BERKELEY_PAGE - 26) {
      const part = header.subarray(at, at + BERKELEY_PAGE - 26);
      const page = Buffer.alloc(BERKELEY_PAGE);
      const isLast = at + part.length === header.length;
      page.writeUInt32LE(isLast ? 0 : 3 + chains.length, 16);
      page.writeUInt16LE(part.length, 22);
      page[25] = 7;
      part.copy(page, 26);
      chains.push(page);
    }
    items.push(
      Buffer.from([1, number + 1, 0, 0, 0]),
      Buffer.concat([Buffer.from([3, 0, 0, 0]), le(first, header.length)]),
    );
  });
  meta.writeUInt32LE(0x061561, 12);
  meta.writeUInt32LE(9, 16);
  meta.writeUInt32LE(BERKELEY_PAGE, 20);
  meta[25] = 8;
  meta.writeUInt32LE(1 + chains.length, 32);
  hash.writeUInt16LE(items.length, 20);
  hash[25] = 13;
  let end = BERKELEY_PAGE;
  items.forEach((item, index) => {
    end -= item.length;
    item.copy(hash, end);
    hash.writeUInt16LE(end, 26 + 2 * index);
  });
  return Buffer.concat([meta, hash, ...chains]);
}

/** `Packages.db` of the form ndb. */
export function buildNdb(headers: readonly Buffer[]): Buffer {
  const slots = Buffer.alloc(4096);
  le(0x506d7052, 0, 1, 1).copy(slots);
  const blobs: Buffer[] = [];
  let block = 4096 / 16;
  for (let slot = 32; slot < 4096; slot += 16) {
    const number = slot / 16 - 1;
    const header = headers[number - 1];
    if (header === undefined) {
      le(0x746f6c53, 0, 0, 0).copy(slots, slot);
      continue;
    }
    const blob = Buffer.concat([le(0x53626c42, number, 1, header.length), header]);
    const padded = Buffer.concat([blob, Buffer.alloc((16 - (blob.length % 16)) % 16)]);
    le(0x746f6c53, number, block, padded.length / 16).copy(slots, slot);
    blobs.push(padded);
    block += padded.length / 16;
  }
  return Buffer.concat([slots, ...blobs]);
}

function be(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * numbers.length);
  numbers.forEach((number, index) => void bytes.writeUInt32BE(number, 4 * index));
  return bytes;
}

function le(...numbers: readonly number[]): Buffer {
  return be(...numbers).swap32();
}
