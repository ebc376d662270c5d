import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { zstdCompress, zstdDecompress } from "node:zlib";
import { stableId } from "../../core/identity.ts";
import type { Limits } from "../../core/limits.ts";
import type { Reader, ReaderContext } from "../../core/reader.ts";
import type { Stratum } from "../../core/source.ts";
import type { Reading, Seen } from "../look-through.ts";
import { haveTheirDigest, type StoredLayer, settledState } from "./verified-bytes.ts";

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

/** Files under whose states one layer's bytes are remembered as verified. */
const STATES = 8;

const NOTHING: Kept = { readings: {} };

/** What of a look is known already, and which readers still have to look. */
export interface Recalled {
  readonly stratum: Stratum;
  readonly known: Kept;
  readonly missing: readonly Reader[];
  readonly needsWalk: boolean;
  /** Of the file with the stored bytes, taken before they are read. */
  readonly state: string | undefined;
}

export interface Circumstances {
  readonly readers: readonly Reader[];
  readonly context: ReaderContext;
  readonly limits: Limits;
}

/**
 * Keeps what readers took from a layer, under the layer's digest and each reader's version: a base that many images
 * stand on is read once. Before a result is believed the layer's stored bytes are hashed, unless they were under the
 * very state that their file is in now: so changed bytes are never taken for the old ones. Results hold no secret's
 * value. The folder may be deleted at any time.
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
    const file = this.#fileOf(stratum, circumstances.limits);
    if (file === undefined) return { stratum, known: NOTHING, missing: readers, needsWalk: true, state: undefined };
    const layer = stratum.locator as unknown as StoredLayer;
    const state = await settledState(layer);
    const anew = { stratum, known: NOTHING, missing: readers, needsWalk: true, state };
    const known = await readKept(file);
    if (known.walk === undefined) return anew;
    const missing = readers.filter((reader) => known.readings[keyOf(reader, circumstances)] === undefined);
    if (missing.length > 0) return { stratum, known, missing, needsWalk: true, state }; // a walk hashes what it reads
    const verified = await readStates(file);
    if (state === undefined || !verified.includes(state)) {
      if (!(await haveTheirDigest(layer))) return anew;
      await despiteTheDisk(() => this.#noteVerified(file, state));
    }
    await despiteTheDisk(() => utimes(file, new Date(), new Date())); // the last to be used is the last to go
    return { stratum, known, missing, needsWalk: false, state };
  }

  /** Puts what was known and what was seen now together, and keeps it for the next run. */
  async complete(
    { stratum, known, state }: Recalled,
    seen: Seen | undefined,
    circumstances: Circumstances,
  ): Promise<Seen> {
    const { readers } = circumstances;
    const fresh = new Map(seen?.readings.map((reading) => [reading.reader, reading]));
    const readings = readers.flatMap(
      (reader) => fresh.get(reader.id) ?? known.readings[keyOf(reader, circumstances)] ?? [],
    );
    const walked = seen?.walked ?? known.walk?.walked;
    if (walked === undefined) throw new Error("a look without a walk");
    const gaps = [...(known.walk?.gaps ?? []), ...(seen?.gaps ?? [])];
    const file = this.#fileOf(stratum, circumstances.limits);
    // A layer of which nothing could be unpacked was not hashed either: what is said of it is not its digest's.
    if (seen !== undefined && file !== undefined && walked.mismatch === undefined && walked.bytes > 0) {
      const added = seen.readings.flatMap((reading) => {
        const reader = readers.find(({ id }) => id === reading.reader);
        return reader === undefined ? [] : [[keyOf(reader, circumstances), reading] as const];
      });
      const kept = { walk: { walked, gaps }, readings: { ...known.readings, ...Object.fromEntries(added) } };
      await despiteTheDisk(() => this.#keep(file, kept, state));
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

  /** A layer from another file, or from a file that was copied or touched, joins those that were verified before. */
  async #noteVerified(file: string, state: string | undefined): Promise<void> {
    if (state === undefined) return;
    const states = (await readStates(file)).filter((other) => other !== state);
    await this.#write(statesOf(file), Buffer.from([state, ...states].slice(0, STATES).join("\n")));
  }

  async #keep(file: string, kept: Kept, state: string | undefined): Promise<void> {
    const text = JSON.stringify(kept);
    if (text.length > LARGEST) return;
    await this.#write(file, await compress(Buffer.from(text)));
    await this.#noteVerified(file, state);
    await this.#makeRoom();
  }

  async #write(file: string, bytes: Buffer): Promise<void> {
    const partial = `${file}.${process.pid}.partial`;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeFile(partial, bytes, { mode: 0o600 });
      await rename(partial, file);
    } finally {
      await rm(partial, { force: true });
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
      for (const gone of [path, statesOf(path)]) await rm(gone, { force: true });
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

/** A full disk or a folder without rights costs the cache, not the run. */
async function despiteTheDisk(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
  }
}

function statesOf(file: string): string {
  return `${file}.verified`;
}

async function readStates(file: string): Promise<string[]> {
  return (await readFile(statesOf(file), "utf8").catch(() => "")).split("\n").filter((line) => line !== "");
}
