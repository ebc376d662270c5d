import { type GitOptions, type Repository, runGit } from "./git.ts";

/** Takes the blobs as they come, in the order in which they were asked for. */
export interface BlobTaker {
  /** The next blob's size; answers whether its bytes are wanted. */
  begin(index: number, size: number): void;
  push(chunk: Buffer): void;
  end(): void;
  /** The object is not here (a partial clone), or is no blob. */
  missing(index: number): void;
}

/** Bytes of each blob by its id, in the order asked; undefined for one that is not here. */
export async function readSizes(
  repository: Repository,
  blobs: readonly string[],
  options: GitOptions = {},
): Promise<(number | undefined)[]> {
  const words = ["cat-file", "--batch-check=%(objectsize) %(objecttype)", "--buffer"];
  const sizes: (number | undefined)[] = [];
  for await (const line of lines(runGit(repository, words, { ...options, input: asInput(blobs) }))) {
    const [size, type] = line.split(" ");
    sizes.push(type === "blob" ? Number(size) : undefined);
  }
  return sizes;
}

async function* lines(stream: AsyncIterable<Buffer>): AsyncGenerator<string, undefined> {
  let rest = "";
  for await (const chunk of stream) {
    const parts = (rest + chunk.toString()).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
}

export interface BlobOptions extends GitOptions {
  /** Lets git write each blob at once, so that when it fails all that it read before has come. */
  readonly isCautious?: boolean;
}

/** Streams blobs out of git one after the other. No blob is held in one piece here. */
export async function readBlobs(
  repository: Repository,
  blobs: readonly string[],
  taker: BlobTaker,
  { isCautious = false, ...options }: BlobOptions = {},
): Promise<void> {
  const reader = new BatchReader(taker);
  const words = ["cat-file", "--batch", ...(isCautious ? [] : ["--buffer"])];
  for await (const chunk of runGit(repository, words, { ...options, input: asInput(blobs) })) reader.push(chunk);
}

function asInput(blobs: readonly string[]): string {
  for (const blob of blobs) if (!/^[0-9a-f]{40,64}$/.test(blob)) throw new Error(`not an object id: ${blob}`);
  return blobs.map((blob) => `${blob}\n`).join("");
}

const NEWLINE = 0x0a;

/** Takes `ID blob SIZE`, the bytes and a line break, again and again; or `ID missing`. */
class BatchReader {
  readonly #taker: BlobTaker;
  #index = 0;
  #line = "";
  /** Bytes left of the blob; -1 while a head line is read, 0 when only the line break behind it is left. */
  #left = -1;
  #isBlob = true;

  constructor(taker: BlobTaker) {
    this.#taker = taker;
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) at = this.#left < 0 ? this.#readLine(chunk, at) : this.#readBytes(chunk, at);
  }

  #readLine(chunk: Buffer, at: number): number {
    const end = chunk.indexOf(NEWLINE, at);
    this.#line += chunk.toString("latin1", at, end < 0 ? chunk.length : end);
    if (end < 0) return chunk.length;
    const [, type, size] = this.#line.split(" ");
    this.#line = "";
    if (size === undefined) this.#taker.missing(this.#index++);
    else this.#open(type === "blob", Number(size));
    return end + 1;
  }

  #open(isBlob: boolean, size: number): void {
    this.#isBlob = isBlob;
    this.#left = size;
    if (isBlob) this.#taker.begin(this.#index, size);
    else this.#taker.missing(this.#index);
    this.#index++;
  }

  #readBytes(chunk: Buffer, at: number): number {
    if (this.#left === 0) {
      if (this.#isBlob) this.#taker.end();
      this.#left = -1;
      return at + 1; // the line break behind the bytes
    }
    const taken = Math.min(this.#left, chunk.length - at);
    if (this.#isBlob) this.#taker.push(chunk.subarray(at, at + taken));
    this.#left -= taken;
    return at + taken;
  }
}
