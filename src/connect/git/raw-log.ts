/** Takes what `git log --raw -z --format="commit %H %ct"` tells. */
export interface ChangeTaker {
  /** All that follows is of this commit. */
  commit(id: string, time: number): void;
  /** A blob that it brought, or gave another path or mode. Removals and submodules are passed over. */
  change(blob: string, path: string, mode: number): void;
}

/** Longest record that is put together; paths are far shorter. */
const LONGEST_RECORD = 1024 * 1024;

const COLON = 0x3a;
const SUBMODULE = 0o160000;

/** Reads the records as they come, without making a text of any but ids and paths: there are hundreds of thousands. */
export class ChangeParser {
  readonly #taker: ChangeTaker;
  #rest: Buffer = Buffer.alloc(0);
  /** Of the change whose path is the next record. */
  #pending: { readonly blob: string; readonly mode: number } | undefined;

  constructor(taker: ChangeTaker) {
    this.#taker = taker;
  }

  /** @throws RangeError for a record over 1 MiB */
  push(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, start)) {
      this.#read(bytes, start, end);
      start = end + 1;
    }
    this.#rest = bytes.subarray(start);
    if (this.#rest.length > LONGEST_RECORD) throw new RangeError("git printed a record of more than 1 MiB");
  }

  #read(bytes: Buffer, start: number, end: number): void {
    const pending = this.#pending;
    if (pending !== undefined) {
      this.#pending = undefined;
      if (pending.blob !== "") this.#taker.change(pending.blob, bytes.toString("utf8", start, end), pending.mode);
      return;
    }
    let at = start;
    while (at < end && (bytes[at] as number) <= 0x20) at++; // a line break stands before some
    if (bytes[at] === COLON) this.#pending = readChange(bytes, at, end);
    else if (bytes.toString("latin1", at, Math.min(end, at + 7)) === "commit ") {
      const [, id = "", seconds = ""] = bytes.toString("latin1", at, end).split(" ");
      this.#taker.commit(id, Number(seconds));
    }
  }
}

/**
 * `:100644 100755 OLD NEW M`, or for a merge of n parents n colons, n + 1 modes and n + 1 ids. A removal or a submodule
 * is answered with an empty blob, since its path follows all the same.
 */
function readChange(bytes: Buffer, start: number, end: number): { blob: string; mode: number } {
  const wide = bytes[start + 1] === COLON ? -1 : (end - start - NARROW) / 2;
  if (wide === 40 || wide === 64) return readUsual(bytes, start, wide);
  let parents = 0;
  while (bytes[start + parents] === COLON) parents++;
  let at = start + parents;
  for (let word = 0; word < parents; word++) at = behindBlank(bytes, at, end);
  const mode = readOctal(bytes, at);
  for (let word = 0; word < parents + 1; word++) at = behindBlank(bytes, at, end);
  const blob = bytes.toString("latin1", at, behindBlank(bytes, at, end) - 1);
  return { blob: mode === SUBMODULE || /^0+$/.test(blob) ? "" : blob, mode };
}

/** Of `:100644 100644 OLD NEW M`, all but the two ids. */
const NARROW = 18;

/** What nearly all are: of one parent, with its numbers in their places. */
function readUsual(bytes: Buffer, start: number, wide: number): { blob: string; mode: number } {
  const mode = readOctal(bytes, start + 8);
  const at = start + 15 + wide + 1;
  return { blob: mode === SUBMODULE || mode === 0 ? "" : bytes.toString("latin1", at, at + wide), mode };
}

function behindBlank(bytes: Buffer, at: number, end: number): number {
  let next = at;
  while (next < end && bytes[next] !== 0x20) next++;
  return next + 1;
}

function readOctal(bytes: Buffer, at: number): number {
  let number = 0;
  for (let digit = bytes[at] as number, next = at; digit >= 0x30 && digit <= 0x37; digit = bytes[++next] as number) {
    number = number * 8 + digit - 0x30;
  }
  return number;
}
