/** How many bytes the algorithms of a subresource's integrity give. */
const BYTES: ReadonlyMap<string, number> = new Map([
  ["sha1", 20],
  ["sha256", 32],
  ["sha384", 48],
  ["sha512", 64],
]);

/** `sha512-` and base 64, of which several may stand there (W3C, Subresource Integrity) → `sha512:` and hexadecimal digits. */
export function hashesIn(integrity: string | undefined): string[] {
  if (integrity === undefined || integrity.length > 4096) return [];
  return integrity.split(/\s+/).flatMap((word) => {
    const hyphen = word.indexOf("-");
    const algorithm = word.slice(0, Math.max(0, hyphen));
    const bytes = Buffer.from(word.slice(hyphen + 1), "base64");
    return bytes.length === BYTES.get(algorithm) ? [`${algorithm}:${bytes.toString("hex")}`] : [];
  });
}
