import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { DEFAULT_LIMITS } from "../../core/limits.ts";
import type { Entry } from "../../core/source.ts";
import { readZipBytes } from "../../documents/zip.ts";
import { ZstdFrames } from "../../sources/image/zstd-frames.ts";
import { TarScan } from "../../sources/tar/tar-scan.ts";
import { isPlainlyBinary } from "../file-kinds.ts";
import { type Budget, type Sealed, TOO_MUCH, type Wrapped } from "./wrapped.ts";

type Archive = "zip" | "tar" | "gzip" | "zstd";

/** Told by the first bytes, whatever the name. Undefined for what is none of them. */
export function archiveOf(head: Buffer): Archive | undefined {
  if (head.length >= 4 && head.readUInt32LE(0) === 0x04034b50) return "zip";
  if (head[0] === 0x1f && head[1] === 0x8b && head[2] === 8) return "gzip";
  if (head.length >= 4 && head.readUInt32LE(0) === 0xfd2fb528) return "zstd";
  return head.length >= 512 && head.toString("latin1", 257, 262) === "ustar" ? "tar" : undefined;
}

/** The texts in an archive, one after the other. Entries whose name says that they hold no text are passed over. */
export function* openArchive(kind: Archive, bytes: Buffer, budget: Budget): Iterable<Wrapped | Sealed> {
  const whole = { by: kind, start: 0, end: bytes.length };
  try {
    if (kind === "zip") yield* openZip(bytes, budget);
    else if (kind === "tar") yield* openTar(bytes, budget);
    else {
      const unpacked = kind === "gzip" ? gunzip(bytes, budget) : unzstd(bytes, budget);
      if (!budget.take(unpacked.length)) yield { name: "", sealed: TOO_MUCH };
      else yield { ...whole, name: "", bytes: unpacked };
    }
  } catch (fault) {
    yield { name: "", sealed: isTooMuch(fault) ? TOO_MUCH : `damaged ${kind}` };
  }
}

function* openZip(bytes: Buffer, budget: Budget): Iterable<Wrapped | Sealed> {
  for (const entry of readZipBytes(bytes)) {
    const { name, size } = entry;
    if (size === 0 || name.endsWith("/") || isPlainlyBinary(name)) continue;
    if (!budget.take(size)) {
      yield { name: "", sealed: TOO_MUCH };
      return;
    }
    const inner = attempt(() => entry.read(size));
    if (inner === undefined) yield { name, sealed: "damaged, encrypted or packed in an unknown way" };
    else yield { by: "zip", name, bytes: inner, start: 0, end: bytes.length };
  }
}

function attempt(read: () => Buffer): Buffer | undefined {
  try {
    return read();
  } catch {
    return undefined; // the caller names the entry as sealed
  }
}

function openTar(bytes: Buffer, budget: Budget): (Wrapped | Sealed)[] {
  const told: (Wrapped | Sealed)[] = [];
  const scan = new TarScan(
    {
      want: ({ path, type, size }: Entry) => {
        if (type !== "file" || size === 0 || isPlainlyBinary(path)) return "nothing";
        if (budget.take(size)) return "whole";
        if (budget.parts > 0) told.push({ name: path, sealed: TOO_MUCH });
        return "nothing";
      },
      whole: ({ path }, content) => told.push({ by: "tar", name: path, bytes: content, start: 0, end: bytes.length }),
      stream: () => {
        throw new Error("no stream was wanted");
      },
      gap: ({ where, reason }) => told.push({ name: where, sealed: reason }),
    },
    { ...DEFAULT_LIMITS, entries: 20_000 },
  );
  scan.push(bytes);
  scan.end();
  if (budget.parts <= 0) told.push({ name: "", sealed: TOO_MUCH });
  return told;
}

/** The size that stands at its end, where it can be true, spares putting it together from pieces of 16 KiB. */
function gunzip(bytes: Buffer, { left }: Budget): Buffer {
  const said = bytes.length < 18 ? 0 : bytes.readUInt32LE(bytes.length - 4);
  const most = Math.min(left, bytes.length * GREATEST_RATIO);
  return gunzipSync(bytes, {
    maxOutputLength: Math.max(1, left),
    ...(said >= SMALL && said <= most && { chunkSize: said + 1 }),
  });
}

/** Deflate's own: 258 bytes for two bits. */
const GREATEST_RATIO = 1032;
const SMALL = 16 * 1024;

/** Node unpacks one frame at a time. */
function unzstd(bytes: Buffer, budget: Budget): Buffer {
  const frames: Buffer[] = [];
  let { left } = budget;
  for (const frame of new ZstdFrames().split(bytes)) {
    const unpacked = zstdDecompressSync(frame, { maxOutputLength: Math.max(1, left) });
    frames.push(unpacked);
    left -= unpacked.length;
  }
  return Buffer.concat(frames);
}

function isTooMuch(fault: unknown): boolean {
  return fault instanceof Error && "code" in fault && fault.code === "ERR_BUFFER_TOO_LARGE";
}
