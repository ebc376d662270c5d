/** What stands before an object's packed bytes. */
export interface ObjectHeader {
  readonly kind: "commit" | "tree" | "blob" | "tag" | "delta";
  /** Of the object, or of a delta's instructions, once unpacked. */
  readonly size: number;
  /** Of a delta: where in the pack the object stands that it is made from. */
  readonly baseAt?: number;
  /** Of a delta that names its base: the base's id, in hexadecimal digits. */
  readonly baseId?: string;
  /** Where the packed bytes begin in the given ones. */
  readonly dataAt: number;
}

/** More bytes than any header has: a size, and a distance of ten bytes or an id of thirty-two. */
export const LONGEST_HEADER = 64;

const KINDS = new Map<number, ObjectHeader["kind"]>([
  [1, "commit"],
  [2, "tree"],
  [3, "blob"],
  [4, "tag"],
]);

const BY_DISTANCE = 6;
const BY_ID = 7;

/**
 * Reads the header at `at`, as gitformat-pack(5) describes it.
 * @param offset of these bytes' object in the pack, from which a base's distance is counted
 * @param hashBytes of an object's id
 * @throws RangeError for what is no header
 */
export function readObjectHeader(bytes: Uint8Array, at: number, offset: number, hashBytes: number): ObjectHeader {
  const first = byteAt(bytes, at);
  let size = first & 0x0f;
  let place = 16;
  let next = at + 1;
  for (let byte = first; byte >= 0x80; place *= 128) {
    byte = byteAt(bytes, next++);
    size += (byte & 0x7f) * place;
    if (size > Number.MAX_SAFE_INTEGER) throw new RangeError("an object's size is beyond all bounds");
  }
  const type = (first >> 4) & 7;
  const kind = KINDS.get(type);
  if (kind !== undefined) return { kind, size, dataAt: next };
  if (type === BY_DISTANCE) {
    const { value, end } = readDistance(bytes, next);
    if (value <= 0 || value >= offset) throw new RangeError("a delta's base is outside of the pack");
    return { kind: "delta", size, baseAt: offset - value, dataAt: end };
  }
  if (type !== BY_ID) throw new RangeError(`an object of the unknown type ${type}`);
  if (next + hashBytes > bytes.length) throw new RangeError("an object's header breaks off");
  const baseId = Buffer.from(bytes.subarray(next, next + hashBytes)).toString("hex");
  return { kind: "delta", size, baseId, dataAt: next + hashBytes };
}

/** Seven bits a byte, the highest first, each further byte adding one so that no number has two forms. */
function readDistance(bytes: Uint8Array, at: number): { value: number; end: number } {
  let next = at;
  let byte = byteAt(bytes, next++);
  let value = byte & 0x7f;
  while (byte >= 0x80) {
    byte = byteAt(bytes, next++);
    value = (value + 1) * 128 + (byte & 0x7f);
    if (value > Number.MAX_SAFE_INTEGER) throw new RangeError("a delta's base is beyond all bounds");
  }
  return { value, end: next };
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new RangeError("an object's header breaks off");
  return byte;
}
