import { type FileHandle, open, rm } from "node:fs/promises";
import type { Limits } from "../../core/limits.ts";
import { describePlace } from "../../core/place.ts";
import type { DigestMismatch, Stratum, Visitor, Walked } from "../../core/source.ts";
import { boundGaps } from "../bounded-gaps.ts";
import { TarScan } from "../tar/tar-scan.ts";
import { LayerLedger } from "./layer-ledger.ts";
import { isUnpackingFault, type StoredBytes, sniffCompression } from "./unpack.ts";
import { unpackAside } from "./unpack-aside.ts";
import { type Packed, type Unpacking, unpackHere } from "./unpacking.ts";

/** Unpacked bytes below which no ratio is suspicious. */
const EXPANSION_FLOOR = 64 * 1024 * 1024;

/** Stored bytes from which on a second thread saves more than its start costs. */
const WORTH_A_THREAD = 16 * 1024 * 1024;

/** The words in which a layer's stratum says where it lies. */
export type LayerLocator = StoredBytes & {
  /** Of the stored bytes; absent where the form declares none. */
  readonly digest?: string;
  readonly diffId: string;
  /** The file is our own copy: a damaged one is removed, so that the next run fetches it anew. */
  readonly isCached: boolean;
};

/**
 * Reads one layer once: its files to the visitor, both of its digests compared with what the image declares.
 * @param aside whether a second thread may unpack a large one
 */
export async function walkLayer(
  stratum: Stratum,
  visitor: Visitor,
  limits: Limits,
  signal?: AbortSignal,
  aside = false,
): Promise<Walked> {
  const locator = stratum.locator as unknown as LayerLocator;
  const layer = stratum.layer ?? locator.diffId;
  const bounded = boundGaps(visitor, (path) => describePlace({ path, layer }));
  const ledger = new LayerLedger(bounded, limits, stratum.index);
  const handle = await open(locator.file, "r");
  try {
    const reading = { handle, locator, limits, signal, aside };
    const pass = await readLayer(reading, ledger);
    const mismatch = pass === undefined ? undefined : compareDigests(locator, pass);
    if (mismatch !== undefined) await reportMismatch(locator, layer, mismatch, visitor);
    if (ledger.needsSecondPass) await readLayer(reading, ledger.secondPass());
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

interface Reading {
  readonly handle: FileHandle;
  readonly locator: LayerLocator;
  readonly limits: Limits;
  readonly signal: AbortSignal | undefined;
  readonly aside: boolean;
}

/** Undefined when the layer is packed in a way that we do not unpack. */
async function readLayer(reading: Reading, visitor: Visitor): Promise<Pass | undefined> {
  const { handle, locator, limits, aside } = reading;
  const head = Buffer.alloc(Math.min(16, locator.size));
  await handle.read(head, 0, head.length, locator.offset);
  const compression = sniffCompression(head);
  if (typeof compression === "object") {
    visitor.gap({ where: "layer", reason: `packed with ${compression.unsupported}, which is not unpacked` });
    return undefined;
  }
  const { file, offset, size, digest = "sha256:" } = locator;
  const packed: Packed = { stored: { file, offset, size }, compression, algorithm: digest.split(":")[0] ?? "sha256" };
  const scan = new TarScan(visitor, limits);
  if (!aside || compression === "none" || size < WORTH_A_THREAD) {
    return await passOver(unpackHere(handle, packed), packed, scan, reading);
  }
  const unpacking = unpackAside(packed);
  try {
    return await passOver(unpacking, packed, scan, reading);
  } finally {
    await unpacking.release();
  }
}

async function passOver(
  unpacking: Unpacking,
  { algorithm }: Packed,
  scan: TarScan,
  { limits, signal }: Reading,
): Promise<Pass> {
  const isComplete = await scanUnpacked(unpacking, scan, limits, signal);
  const { packed, unpacked } = await unpacking.digests();
  return {
    entries: scan.entries,
    bytes: unpacking.unpacked,
    digest: `${algorithm}:${packed}`,
    diffId: isComplete ? `sha256:${unpacked}` : undefined,
  };
}

/** Answers whether the bytes were unpacked to their end. */
async function scanUnpacked(
  unpacking: Unpacking,
  scan: TarScan,
  limits: Limits,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    for await (const chunk of unpacking.chunks()) {
      signal?.throwIfAborted();
      scan.push(chunk);
      const excess = excessOf(unpacking, limits);
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

function excessOf({ packed, unpacked }: Unpacking, limits: Limits): string | undefined {
  if (unpacked > limits.stratumBytes) return `unpacks to more than ${limits.stratumBytes} bytes`;
  if (unpacked > EXPANSION_FLOOR && unpacked > packed * limits.expansion) {
    return `unpacks to more than ${limits.expansion} times its size`;
  }
  return undefined;
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
