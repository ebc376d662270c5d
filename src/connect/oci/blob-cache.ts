import { createHash, type Hash } from "node:crypto";
import { type FileHandle, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { WaybillError } from "../../core/errors.ts";
import type { Answer } from "../../core/network.ts";
import { isDigest } from "./reference.ts";
import type { Registry } from "./registry.ts";

/** Broken connections after which a download goes on where it stopped. */
const RESUMES = 5;

/**
 * Brings a blob into the cache folder and answers its file, which is there only when its digest was proven.
 * A download that breaks off goes on where it stopped, in this run or the next.
 * @throws WaybillError `oci/digest-mismatch`, and what the registry throws
 */
export async function fetchBlob(
  registry: Registry,
  { digest, size }: { readonly digest: string; readonly size: number },
  cacheDirectory: string,
): Promise<string> {
  if (!isDigest(digest)) throw new Error(`not a digest: ${digest}`);
  const file = join(cacheDirectory, "blobs", ...digest.split(":"));
  if (await hasSize(file, size)) return file;
  await mkdir(dirname(file), { recursive: true });
  const own = `${file}.${process.pid}-${counter++}.partial`;
  await claim(`${file}.partial`, own);
  try {
    await download(registry, digest, size, own);
  } catch (fault) {
    await giveBack(own, `${file}.partial`, fault);
    throw fault;
  }
  await rename(own, file);
  return file;
}

/** Tells downloads of one process apart. */
let counter = 0;

async function hasSize(file: string, size: number): Promise<boolean> {
  try {
    return (await stat(file)).size === size;
  } catch (fault) {
    if (isMissing(fault)) return false;
    throw fault;
  }
}

/** A name of our own, so that two processes never write into one file. */
async function claim(partial: string, own: string): Promise<void> {
  try {
    await rename(partial, own);
  } catch (fault) {
    if (!isMissing(fault)) throw fault;
  }
}

/** What came before the connection broke is kept for the next run; bytes that are wrong are not. */
async function giveBack(own: string, partial: string, fault: unknown): Promise<void> {
  if (fault instanceof WaybillError && fault.code === "oci/digest-mismatch") await rm(own, { force: true });
  else await claim(own, partial);
}

async function download(registry: Registry, digest: string, size: number, own: string): Promise<void> {
  const handle = await open(own, "a+");
  try {
    const found = await fill(registry, digest, size, handle);
    if (found.digest === digest) return;
    // Bytes of an earlier run may be the wrong ones: once more from the beginning.
    await handle.truncate(0);
    const again = found.wasResumed ? await fill(registry, digest, size, handle) : found;
    if (again.digest !== digest) throw mismatch(digest, again.digest);
  } finally {
    await handle.close();
  }
}

interface Filled {
  readonly digest: string;
  readonly wasResumed: boolean;
}

async function fill(registry: Registry, digest: string, size: number, handle: FileHandle): Promise<Filled> {
  const algorithm = digest.startsWith("sha512:") ? "sha512" : "sha256";
  let hash = createHash(algorithm);
  let position = await hashFile(handle, hash);
  const wasResumed = position > 0;
  for (let resumes = 0; position < size; resumes++) {
    if (resumes > RESUMES) throw brokenOff(digest);
    const answer = await registry.blob(digest, position);
    if (position > 0 && !continuesAt(answer, position)) {
      hash = createHash(algorithm);
      position = 0;
      await handle.truncate(0);
      if (answer.status !== 200) {
        await answer.bytes(); // a refusal or some other part: not the blob's bytes
        continue;
      }
    }
    try {
      position = await append(answer, handle, hash, position, size);
      if (position < size) throw brokenOff(digest);
    } catch (fault) {
      const isWorthIt = fault instanceof WaybillError && fault.code === "connect/broken-off";
      if (!isWorthIt || resumes >= RESUMES) throw fault;
      ({ hash, position } = await rehash(handle, algorithm));
    }
  }
  return { digest: `${algorithm}:${hash.digest("hex")}`, wasResumed };
}

/** A registry may answer with the whole blob, or with a part that we did not ask for. */
function continuesAt(answer: Answer, position: number): boolean {
  return answer.status === 206 && answer.header("content-range")?.startsWith(`bytes ${position}-`) === true;
}

async function append(answer: Answer, handle: FileHandle, hash: Hash, start: number, size: number): Promise<number> {
  let position = start;
  for await (const chunk of answer.stream()) {
    position += chunk.length;
    if (position > size) throw tooLong(size);
    await handle.write(chunk);
    hash.update(chunk);
  }
  return position;
}

async function rehash(handle: FileHandle, algorithm: string): Promise<{ hash: Hash; position: number }> {
  const hash = createHash(algorithm);
  return { hash, position: await hashFile(handle, hash) };
}

async function hashFile(handle: FileHandle, hash: Hash): Promise<number> {
  const buffer = Buffer.allocUnsafeSlow(256 * 1024);
  let position = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return position;
    hash.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}

function isMissing(fault: unknown): boolean {
  return fault instanceof Error && "code" in fault && fault.code === "ENOENT";
}

function brokenOff(digest: string): WaybillError {
  return new WaybillError(
    "connect/broken-off",
    `The registry sent less of ${digest} than its manifest says.`,
    "Run it again; if it stays, the image was not pushed whole.",
  );
}

function tooLong(size: number): WaybillError {
  return new WaybillError(
    "oci/digest-mismatch",
    `digest mismatch of a blob: the registry sent more than the ${size} bytes that the manifest declares.`,
    "The bytes were damaged or exchanged: do not use this image, and ask who runs the registry.",
  );
}

function mismatch(declared: string, found: string): WaybillError {
  return new WaybillError(
    "oci/digest-mismatch",
    `digest mismatch: declared ${declared}, found ${found}.`,
    "The bytes were damaged or exchanged on their way: do not use this image, and ask who runs the registry.",
  );
}
