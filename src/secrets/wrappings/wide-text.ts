/**
 * UTF-16 as UTF-8: by its byte order mark, or because every other byte of its beginning is NUL, as of a text in a Latin
 * script. So PowerShell 5 writes what `>` redirects. Undefined for anything else.
 */
export function narrowText(bytes: Buffer): Buffer | undefined {
  const order = byteOrderOf(bytes);
  if (order === undefined) return undefined;
  const even = Buffer.from(bytes.subarray(0, bytes.length & ~1));
  return Buffer.from((order === "big" ? even.swap16() : even).toString("utf16le"), "utf8");
}

const LOOKED_AT = 64;

export function byteOrderOf(bytes: Buffer): "little" | "big" | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "little";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "big";
  if (bytes.length < 16 || (bytes[0] !== 0 && bytes[1] !== 0)) return undefined; // as of nearly every file
  const head = bytes.subarray(0, LOOKED_AT);
  for (const [order, nul] of [
    ["little", 1],
    ["big", 0],
  ] as const) {
    if (head.every((byte, at) => (at % 2 === nul ? byte === 0 : byte !== 0 && byte < 0x80))) return order;
  }
  return undefined;
}
