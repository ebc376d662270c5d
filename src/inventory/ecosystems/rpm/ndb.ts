/**
 * Reads the values of RPM's own database format `ndb` from its bytes, the form of `Packages.db` on SUSE. The layout is
 * that of RPM's `lib/backend/ndb/rpmpkg.c`: pages of slots in front, each pointing to a run of blocks.
 */
const MAGIC = magic("RpmP");
const SLOT = magic("Slot");
const BLOB = magic("BlbS");
const PAGE = 4096;
const SLOT_SIZE = 16;
const BLOCK = 16;
/** The file's header takes the room of the first slots. */
const HEADER = 32;

export function isNdb(bytes: Buffer): boolean {
  return bytes.length >= PAGE && bytes.readUInt32LE(0) === MAGIC;
}

/**
 * All values, in the order of their slots.
 * @throws Error when it is no such database or contradicts itself
 */
export function* readNdbValues(bytes: Buffer): Generator<Buffer> {
  if (!isNdb(bytes)) throw new Error("not a database of the form ndb");
  const end = bytes.readUInt32LE(12) * PAGE;
  if (end > bytes.length) throw new Error("the database is cut short");
  const taken = new Set<number>();
  for (let slot = HEADER; slot < end; slot += SLOT_SIZE) {
    if (bytes.readUInt32LE(slot) !== SLOT) throw new Error("a slot of the database is damaged");
    const index = bytes.readUInt32LE(slot + 4);
    const start = bytes.readUInt32LE(slot + 8) * BLOCK;
    if (index === 0 || start === 0) continue; // free
    if (taken.has(start)) throw new Error("two slots of the database point to the same block");
    taken.add(start);
    if (
      start + SLOT_SIZE > bytes.length ||
      bytes.readUInt32LE(start) !== BLOB ||
      bytes.readUInt32LE(start + 4) !== index
    )
      throw new Error("a slot of the database points to no value");
    const length = bytes.readUInt32LE(start + 12);
    if (start + BLOCK + length > bytes.length) throw new Error("a value of the database is cut short");
    yield bytes.subarray(start + BLOCK, start + BLOCK + length);
  }
}

function magic(text: string): number {
  return Buffer.from(text, "latin1").readUInt32LE(0);
}
