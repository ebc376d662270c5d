import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { zstdCompress, zstdDecompress } from "node:zlib";
import { stableId } from "../../core/identity.ts";
import type { Limits } from "../../core/limits.ts";
import type { Reader, ReaderContext } from "../../core/reader.ts";
import type { Stratum } from "../../core/source.ts";
import type { Reading, Seen } from "../look-through.ts";

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Greatest result, unpacked, that is kept or taken. */
const LARGEST = 256 * 1024 * 1024;

/** Bytes that the folder may hold before the oldest results go. */
const ROOM = 1024 * 1024 * 1024;

/** What is known of one layer: what the walk gave, and what each reader took. */
interface Kept {
  readonly walk?: Pick<Seen, "walked" | "gaps">;
  readonly readings: Readonly<Record<string, Reading>>;
}

const NOTHING: Kept = { readings: {} };

/** What of a look is known already, and which readers still have to look. */
export interface Recalled {
  readonly stratum: Stratum;
  readonly known: Kept;
  readonly missing: readonly Reader[];
  readonly needsWalk: boolean;
}

export interface Circumstances {
  readonly readers: readonly Reader[];
  readonly context: ReaderContext;
  readonly limits: Limits;
}

/**
 * Keeps what readers took from a layer, under the layer's digest and each reader's version: a base that many images
 * stand on is read once. A layer's stored bytes are hashed before a result is believed, so that changed bytes are
 * never taken for the old ones. Results hold no secret's value. The folder may be deleted at any time.
 */
export class LayerCache {
  readonly #folder: string;
  readonly #build: string;

  /** @param build names the code that reads; results of another build are not taken */
  constructor(folder: string, build: string) {
    this.#folder = folder;
    this.#build = build;
  }

  async recall(stratum: Stratum, circumstances: Circumstances): Promise<Recalled> {
    const { readers } = circumstances;
    const anew = { stratum, known: NOTHING, missing: readers, needsWalk: true };
    const file = this.#fileOf(stratum, circumstances.limits);
    const known = file === undefined ? NOTHING : await readKept(file);
    if (file === undefined || known.walk === undefined) return anew;
    const missing = readers.filter((reader) => known.readings[keyOf(reader, circumstances)] === undefined);
    if (missing.length > 0) return { stratum, known, missing, needsWalk: true }; // a walk hashes what it reads
    if (!(await isWhole(stratum))) return anew;
    await utimes(file, new Date(), new Date()); // the last to be used is the last to go
    return { stratum, known, missing, needsWalk: false };
  }

  /** Puts what was known and what was seen now together, and keeps it for the next run. */
  async complete({ stratum, known }: Recalled, seen: Seen | undefined, circumstances: Circumstances): Promise<Seen> {
    const { readers } = circumstances;
    const fresh = new Map(seen?.readings.map((reading) => [reading.reader, reading]));
    const readings = readers.flatMap(
      (reader) => fresh.get(reader.id) ?? known.readings[keyOf(reader, circumstances)] ?? [],
    );
    const walked = seen?.walked ?? known.walk?.walked;
    if (walked === undefined) throw new Error("a look without a walk");
    const gaps = [...(known.walk?.gaps ?? []), ...(seen?.gaps ?? [])];
    const file = this.#fileOf(stratum, circumstances.limits);
    if (seen !== undefined && file !== undefined && walked.mismatch === undefined) {
      const added = seen.readings.flatMap((reading) => {
        const reader = readers.find(({ id }) => id === reading.reader);
        return reader === undefined ? [] : [[keyOf(reader, circumstances), reading] as const];
      });
      await this.#keep(file, { walk: { walked, gaps }, readings: { ...known.readings, ...Object.fromEntries(added) } });
    }
    return { readings, walked, gaps };
  }

  /** Only a layer with a digest of its stored bytes can be told again. */
  #fileOf({ form, locator, index }: Stratum, limits: Limits): string | undefined {
    const { digest, diffId } = locator;
    if (form !== "layer" || typeof digest !== "string" || !digest.startsWith("sha256:")) return undefined;
    const name = stableId(
      this.#build,
      digest,
      String(diffId),
      index === 0 ? "lowest" : "above",
      JSON.stringify(limits),
    );
    return join(this.#folder, `${name}.json.zst`);
  }

  /** A full disk or a folder without rights costs the cache, not the run. */
  async #keep(file: string, kept: Kept): Promise<void> {
    const text = JSON.stringify(kept);
    if (text.length > LARGEST) return;
    const partial = `${file}.${process.pid}.partial`;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeFile(partial, await compress(Buffer.from(text)), { mode: 0o600 });
      await rename(partial, file);
      await this.#makeRoom();
    } catch (error) {
      await rm(partial, { force: true });
      if (!(error instanceof Error && "syscall" in error)) throw error;
    }
  }

  async #makeRoom(): Promise<void> {
    const names = (await readdir(this.#folder)).filter((name) => name.endsWith(".json.zst"));
    const files = await Promise.all(
      names.map(async (name) => ({ path: join(this.#folder, name), stats: await stat(join(this.#folder, name)) })),
    );
    let total = files.reduce((sum, { stats }) => sum + stats.size, 0);
    for (const { path, stats } of files.sort((a, b) => a.stats.mtimeMs - b.stats.mtimeMs)) {
      if (total <= ROOM) return;
      await rm(path, { force: true });
      total -= stats.size;
    }
  }
}

function keyOf({ id, version, usesContext }: Reader, { context }: Circumstances): string {
  const own = usesContext === true ? stableId(context.identityKey, String(context.explain)) : "";
  return [id, version, context.target, own].join(" ");
}

/** A damaged file is as good as none. */
async function readKept(file: string): Promise<Kept> {
  try {
    const text = await decompress(await readFile(file), { maxOutputLength: LARGEST });
    const kept = JSON.parse(text.toString("utf8")) as Kept;
    return typeof kept.readings === "object" ? kept : NOTHING;
  } catch {
    return NOTHING;
  }
}

/** Whether the layer's stored bytes still have their digest. */
async function isWhole({ locator }: Stratum): Promise<boolean> {
  const { file, offset, size, digest } = locator as { file: string; offset: number; size: number; digest: string };
  const hash = createHash("sha256");
  const bytes = createReadStream(file, {
    start: offset,
    end: offset + Math.max(0, size - 1),
    highWaterMark: 1024 * 1024,
  });
  await pipeline(bytes, hash);
  return `sha256:${hash.digest("hex")}` === digest;
}
