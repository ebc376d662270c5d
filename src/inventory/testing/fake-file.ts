import type { OpenFile, ReaderContext, StreamReader, WholeReader } from "../../core/reader.ts";
import type { Entry } from "../../core/source.ts";
import type { InventoryFact, PackageFact } from "../facts.ts";

export const CONTEXT: ReaderContext = { target: "image", identityKey: "test", explain: false };

export function fileEntry(path: string, size = 0, mode = 0o644): Entry {
  return { path, type: "file", size, mode };
}

/** A file as the runner hands it to a reader. */
export function fakeFile(path: string, content: string | Uint8Array, layer?: string): OpenFile {
  const bytes = Buffer.from(content);
  return {
    path,
    entry: fileEntry(path, bytes.length),
    place: { path, ...(layer !== undefined && { layer }) },
    bytes,
    text: () => bytes.toString("utf8").replace(/^\uFEFF/, ""),
  };
}

/** All that a reader yields for one file. */
export function readAll<F extends InventoryFact>(
  reader: WholeReader<F>,
  path: string,
  content: string | Uint8Array,
  context = CONTEXT,
): InventoryFact[] {
  return [...reader.read(fakeFile(path, content), context)] as InventoryFact[];
}

export function packagesIn(facts: readonly InventoryFact[]): PackageFact[] {
  return facts.filter((fact) => fact.kind === "package");
}

/** Feeds a stream reader in chunks of `size` bytes; answers what it yields and how many bytes it asked for. */
export function stream<F extends InventoryFact>(
  reader: StreamReader<F>,
  path: string,
  content: Uint8Array,
  size: number,
): { facts: InventoryFact[]; taken: number } {
  const reading = reader.open(fileEntry(path, content.length, 0o755), { path }, CONTEXT);
  let taken = 0;
  let open = true;
  while (open && taken < content.length) {
    const chunk = Buffer.from(content.subarray(taken, taken + size));
    taken += chunk.length;
    open = reading.push(chunk);
    chunk.fill(0x58); // a chunk is only valid during the call
  }
  return { facts: [...reading.end()] as InventoryFact[], taken };
}
