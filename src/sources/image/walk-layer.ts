import { type FileHandle, open, rm } from "node:fs/promises";
import type { Limits } from "../../core/limits.ts";
import { describePlace } from "../../core/place.ts";
import type { DigestMismatch, Stratum, Visitor, Walked } from "../../core/source.ts";
import { boundGaps } from "../bounded-gaps.ts";
import { TarScan } from "../tar/tar-scan.ts";
import { LayerLedger } from "./layer-ledger.ts";
import { type Compression, readRest, type StoredBytes, sniffCompression, Tally, unpack } from "./unpack.ts";

/** Unpacked bytes below which no ratio is suspicious. */
const EXPANSION_FLOOR = 64 * 1024 * 1024;

/** The words in which a layer's stratum says where it lies. */
export type LayerLocator = StoredBytes & {
  /** Of the stored bytes; absent where the form declares none. */
  readonly digest?: string;
  readonly diffId: string;
  /** The file is our own copy: a damaged one is removed, so that the next run fetches it anew. */
  readonly isCached: boolean;
};

/** Reads one layer once: its files to the visitor, both of its digests compared with what the image declares. */
export async function walkLayer(
  stratum: Stratum,
  visitor: Visitor,
  limits: Limits,
  signal?: AbortSignal,
): Promise<Walked> {
  const locator = stratum.locator as unknown as LayerLocator;
  const layer = stratum.layer ?? locator.diffId;
  const bounded = boundGaps(visitor, (path) => describePlace({ path, layer }));
  const ledger = new LayerLedger(bounded, limits, stratum.index);
  const handle = await open(locator.file, "r");
  try {
    const pass = await readLayer(handle, locator, ledger, limits, signal);
    const mismatch = pass === undefined ? undefined : compareDigests(locator, pass);
    if (mismatch !== undefined) await reportMismatch(locator, layer, mismatch, visitor);
    if (ledger.needsSecondPass) await readLayer(handle, locator, ledger.secondPass(), limits, signal);
    ledger.closeLinks();
    bounded.closeGaps(layer);
    const { removed, opaque, present } = ledger;
    const counts = { entries: pass?.entries ?? 0, bytes: pass?.bytes ?? 0 };
    return { ...counts, removed, opaque, present, ...(mismatch !== undefined && { mismatch }) };
  } finally {
    await handle.close();
  }
}

interface Pass {
  readonly entries: number;
  readonly bytes: number;
  /** Of the stored bytes, all of them. */
  readonly digest: string;
  /** Of the archive; undefined when the reading stopped before its end. */
  readonly diffId: string | undefined;
}

/** Undefined when the layer is packed in a way that we do not unpack. */
async function readLayer(
  handle: FileHandle,
  locator: LayerLocator,
  visitor: Visitor,
  limits: Limits,
  signal?: AbortSignal,
): Promise<Pass | undefined> {
  const head = Buffer.alloc(Math.min(16, locator.size));
  await handle.read(head, 0, head.length, locator.offset);
  const compression = sniffCompression(head);
  if (typeof compression === "object") {
    visitor.gap({ where: "layer", reason: `packed with ${compression.unsupported}, which is not unpacked` });
    return undefined;
  }
  const algorithm = (locator.digest ?? "sha256:").split(":")[0] ?? "sha256";
  const tally = new Tally(algorithm, compression);
  const scan = new TarScan(visitor, limits);
  const isComplete = await scanUnpacked(handle, locator, compression, tally, scan, limits, signal);
  await readRest(handle, locator, tally);
  const { packed, unpacked } = tally.digests();
  return {
    entries: scan.entries,
    bytes: tally.unpacked,
    digest: `${algorithm}:${packed}`,
    diffId: isComplete ? `sha256:${unpacked}` : undefined,
  };
}

/** Answers whether the bytes were unpacked to their end. */
async function scanUnpacked(
  handle: FileHandle,
  stored: StoredBytes,
  compression: Compression,
  tally: Tally,
  scan: TarScan,
  limits: Limits,
  signal?: AbortSignal,
): Promise<boolean> {
  try {
    for await (const chunk of unpack(handle, stored, compression, tally)) {
      signal?.throwIfAborted();
      scan.push(chunk);
      const excess = excessOf(tally, limits);
      if (excess !== undefined) {
        scan.stop("layer", excess);
        return false;
      }
    }
  } catch (fault) {
    if (!isUnpackingFault(fault)) throw fault;
    scan.stop("layer", `cannot be unpacked: ${fault.message}`);
    return false;
  }
  scan.end();
  return true;
}

function excessOf(tally: Tally, limits: Limits): string | undefined {
  if (tally.unpacked > limits.stratumBytes) return `unpacks to more than ${limits.stratumBytes} bytes`;
  if (tally.unpacked > EXPANSION_FLOOR && tally.unpacked > tally.packed * limits.expansion) {
    return `unpacks to more than ${limits.expansion} times its size`;
  }
  return undefined;
}

/** node:zlib's own complaints: `Z_BUF_ERROR`, `Z_DATA_ERROR`, `ZSTD_error_…`. */
function isUnpackingFault(fault: unknown): fault is Error {
  if (!(fault instanceof Error) || !("code" in fault)) return false;
  return /^(Z_|ZSTD_|ERR_ZSTD|ERR_ZLIB)/.test(String(fault.code));
}

/** A matching diff id vouches for every byte of the archive, so a missing end mark needs no gap of its own. */
function compareDigests(locator: LayerLocator, pass: Pass): DigestMismatch | undefined {
  if (locator.digest !== undefined && locator.digest !== pass.digest) {
    return { declared: locator.digest, found: pass.digest };
  }
  if (pass.diffId !== undefined && locator.diffId !== pass.diffId) {
    return { declared: locator.diffId, found: pass.diffId };
  }
  return undefined;
}

async function reportMismatch(
  locator: LayerLocator,
  layer: string,
  { declared, found }: DigestMismatch,
  visitor: Visitor,
): Promise<void> {
  visitor.gap({ where: layer, reason: `digest mismatch: declared ${declared}, found ${found}` });
  if (locator.isCached) await rm(locator.file, { force: true });
}
