/**
 * What the Go linker leaves in every program, as `debug/buildinfo` of Go's standard library reads it: a magic text,
 * the size of a pointer, flags, padding up to 32 bytes, and then, since Go 1.18, two texts with their lengths in
 * front: the version of Go, and the modules between two markers of 16 bytes.
 */
const MAGIC = Buffer.from("\xff Go buildinf:", "latin1");
const HEADER = 32;
const MARKER = 16;
const INLINE = 2;
/** Longer than any that Go writes. */
const LONGEST_VERSION = 256;
const LONGEST_MODULES = 16 * 1024 * 1024;

export interface BuildInfo {
  readonly kind: "found";
  /** `go1.22.1`. */
  readonly goVersion: string;
  /** The lines about modules; empty where the program was built without them. */
  readonly modules: string;
}

/** `older` is the form before Go 1.18, which points to its texts elsewhere in the program. */
export type BuildInfoResult = BuildInfo | { readonly kind: "none" } | { readonly kind: "older" };

/** Searches a program for its build information as its bytes come, holding back no more than the find itself. */
export class BuildInfoSearch {
  #held: Buffer[] = [];
  #heldBytes = 0;
  #needed = 0;
  #older = false;
  #found: BuildInfo | undefined;

  /** Answers false once it has found what it looks for. */
  push(chunk: Uint8Array): boolean {
    if (this.#found !== undefined) return false;
    if (this.#heldBytes + chunk.length < this.#needed) {
      this.#hold(Buffer.from(chunk));
      return true;
    }
    this.#search(this.#continued(chunk));
    return this.#found === undefined;
  }

  result(): BuildInfoResult {
    return this.#found ?? (this.#older ? { kind: "older" } : { kind: "none" });
  }

  /** The chunk with what is held in front; without it where the held end of the last chunk begins no find. */
  #continued(chunk: Uint8Array): Buffer {
    const bytes = asBuffer(chunk);
    if (this.#heldBytes === 0) return bytes;
    if (this.#needed === 0 && bytes.length >= MAGIC.length) {
      const seam = Buffer.concat([...this.#held, bytes.subarray(0, MAGIC.length - 1)]);
      if (!seam.includes(MAGIC)) return bytes;
    }
    return Buffer.concat([...this.#held, bytes]);
  }

  #hold(bytes: Buffer): void {
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
  }

  #search(bytes: Buffer): void {
    this.#held = [];
    this.#heldBytes = 0;
    this.#needed = 0;
    for (let at = bytes.indexOf(MAGIC); at !== -1; at = bytes.indexOf(MAGIC, at + 1)) {
      const parsed = parseBuildInfo(bytes, at);
      if (parsed.kind === "found") {
        this.#found = parsed;
        return;
      }
      if (parsed.kind === "more") {
        this.#needed = parsed.upTo - at;
        this.#hold(Buffer.from(bytes.subarray(at)));
        return;
      }
      if (parsed.kind === "older") this.#older = true;
    }
    this.#hold(Buffer.from(bytes.subarray(Math.max(0, bytes.length - MAGIC.length + 1))));
  }
}

function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

type Parsed = BuildInfo | { readonly kind: "invalid" | "older" } | { readonly kind: "more"; readonly upTo: number };

/** A program that itself looks for build information holds the magic text as well, and no header behind it. */
function parseBuildInfo(bytes: Buffer, at: number): Parsed {
  const start = at + HEADER;
  if (bytes.length < start) return { kind: "more", upTo: start };
  const flags = bytes[at + MAGIC.length + 1] ?? 0;
  const pointerSize = bytes[at + MAGIC.length] ?? 0;
  if ((flags & INLINE) === 0)
    return { kind: flags <= 1 && (pointerSize === 4 || pointerSize === 8) ? "older" : "invalid" };
  const version = readText(bytes, start, LONGEST_VERSION);
  if (version.kind !== "text") return version;
  const goVersion = version.bytes.toString("latin1");
  if (!goVersion.startsWith("go") && !goVersion.startsWith("devel")) return { kind: "invalid" };
  const modules = readText(bytes, version.end, LONGEST_MODULES);
  if (modules.kind !== "text") return modules;
  return { kind: "found", goVersion, modules: withoutMarkers(modules.bytes) };
}

type Text = { readonly kind: "text"; readonly bytes: Buffer; readonly end: number };

/** A text behind its length, which is a varint of 7 bits a byte, least first. */
function readText(bytes: Buffer, start: number, longest: number): Text | Exclude<Parsed, BuildInfo> {
  let length = 0;
  let at = start;
  for (let shift = 0; ; shift += 7) {
    if (shift > 28) return { kind: "invalid" };
    if (at >= bytes.length) return { kind: "more", upTo: at + 1 };
    const byte = bytes[at++] ?? 0;
    length += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  if (length > longest) return { kind: "invalid" };
  const end = at + length;
  if (end > bytes.length) return { kind: "more", upTo: end };
  return { kind: "text", bytes: bytes.subarray(at, end), end };
}

function withoutMarkers(bytes: Buffer): string {
  const end = bytes.length - MARKER;
  return end > MARKER && bytes[end - 1] === 0x0a ? bytes.subarray(MARKER, end).toString("utf8") : "";
}
