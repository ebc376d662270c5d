import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import * as z from "zod";

/** Says which file of the folder counts, and what it must hash to. */
const Pointer = z.object({
  file: z.string().regex(/^advisories-[0-9a-f]{12}\.sqlite$/),
  sha256: z.string(),
  bytes: z.number(),
  builtAt: z.string(),
});
export type Pointer = z.infer<typeof Pointer>;

const POINTER = "advisories.json";

/** The database that counts now; undefined when there is none. Throws when the pointer or its file is damaged. */
export function currentDatabase(dataDirectory: string): { path: string; pointer: Pointer } | undefined {
  const pointerPath = join(dataDirectory, POINTER);
  if (!existsSync(pointerPath)) return undefined;
  const pointer = Pointer.parse(JSON.parse(readFileSync(pointerPath, "utf8")));
  const path = join(dataDirectory, pointer.file);
  if (!existsSync(path)) return undefined;
  if (statSync(path).size !== pointer.bytes) throw new Error(`${pointer.file} has another size than when it was built`);
  return { path, pointer };
}

/** Makes a finished database the one that counts, in one step, and keeps the one before. */
export function makeCurrent(dataDirectory: string, finished: string, sha256: string, builtAt: string): Pointer {
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const before = pointerOrNothing(dataDirectory)?.file;
  const pointer: Pointer = {
    file: `advisories-${sha256.slice(0, 12)}.sqlite`,
    sha256,
    bytes: statSync(finished).size,
    builtAt,
  };
  settle(finished);
  renameSync(finished, join(dataDirectory, pointer.file));
  const partial = join(dataDirectory, `${POINTER}.partial`);
  writeFileSync(partial, `${JSON.stringify(pointer, null, 2)}\n`);
  settle(partial);
  renameSync(partial, join(dataDirectory, POINTER));
  for (const name of readdirSync(dataDirectory)) {
    const isOld = /^advisories-[0-9a-f]{12}\.sqlite$/.test(name) && name !== pointer.file && name !== before;
    if (isOld) rmSync(join(dataDirectory, name), { force: true });
  }
  return pointer;
}

/** Waits until the bytes are on the disk: a name must not outlive a power cut that its content did not. */
function settle(path: string): void {
  const file = openSync(path, "r+");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function pointerOrNothing(dataDirectory: string): Pointer | undefined {
  try {
    return currentDatabase(dataDirectory)?.pointer;
  } catch {
    return undefined; // a damaged one is about to be replaced
  }
}
