/** Longest path in bytes that Linux takes; nothing longer can be unpacked. */
const LONGEST_PATH = 4096;

export type EntryPath = { readonly path: string } | { readonly refused: string };

/**
 * A name out of an archive as a path below the root: `./a//b/` and `/a/b` become `a/b`, the root itself becomes ``.
 * A name that leads out of the root is refused with the reason.
 */
export function entryPath(name: string, depth: number): EntryPath {
  if (name.length > LONGEST_PATH) return { refused: `its name is longer than ${LONGEST_PATH} characters` };
  if (name.includes("\0")) return { refused: "its name holds a NUL" };
  if (isPlain(name)) return countParts(name) > depth ? tooDeep(depth) : { path: name };
  const parts = name.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) return { refused: "its name leaves the root" };
  return parts.length > depth ? tooDeep(depth) : { path: parts.join("/") };
}

/** The common case, told without taking the name apart. */
function isPlain(name: string): boolean {
  return name !== "" && !name.startsWith("/") && !name.startsWith(".") && !name.endsWith("/") && !/\/[./]/.test(name);
}

function countParts(name: string): number {
  let parts = 1;
  for (let at = name.indexOf("/"); at >= 0; at = name.indexOf("/", at + 1)) parts++;
  return parts;
}

function tooDeep(depth: number): EntryPath {
  return { refused: `nested deeper than ${depth} folders` };
}
