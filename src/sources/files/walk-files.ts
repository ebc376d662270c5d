import { readSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import type { Limits } from "../../core/limits.ts";
import { NO_PATHS } from "../../core/path-list.ts";
import type { Entry, Stratum, Visitor, Walked, Want } from "../../core/source.ts";
import { boundGaps } from "../bounded-gaps.ts";
import { beginDelivery } from "../delivery.ts";
import { insideRoot, openRegular, reasonOf } from "./inside.ts";

/** The words in which a stratum of files says where they lie. */
export type FilesLocator = {
  readonly root: string;
  readonly entries: readonly Entry[];
};

const CHUNK = 256 * 1024;

/** Bytes after which other work gets its turn, and an abort is noticed. */
const BREATH = 16 * 1024 * 1024;

/** What a small file counts for against `BREATH`. */
const FILE_COST = 16 * 1024;

/** Reads the listed files that the visitor wants. A link on the way to a file is not followed. */
export async function walkFiles(
  stratum: Stratum,
  visitor: Visitor,
  limits: Limits,
  signal?: AbortSignal,
): Promise<Walked> {
  const { root, entries } = stratum.locator as unknown as FilesLocator;
  const bounded = boundGaps(visitor);
  const inside = insideRoot(root);
  const buffer = Buffer.allocUnsafeSlow(CHUNK);
  let bytes = 0;
  let sinceBreath = 0;
  for (const entry of entries) {
    const want = bounded.want(entry);
    if (want === "nothing" || entry.type !== "file") continue;
    if (bytes > limits.stratumBytes) {
      bounded.gap({ where: entry.path, reason: `after more than ${limits.stratumBytes} bytes, nothing more is read` });
      break;
    }
    const read = readFile(inside.locate(entry.path), entry, want, bounded, limits, buffer);
    bytes += read;
    sinceBreath += read + FILE_COST;
    if (sinceBreath < BREATH) continue;
    sinceBreath = 0;
    await setImmediate();
    signal?.throwIfAborted();
  }
  bounded.closeGaps("directory");
  return { entries: entries.length, bytes, removed: [], opaque: [], present: NO_PATHS };
}

/** Answers how many bytes were read. */
function readFile(
  file: string | undefined,
  entry: Entry,
  want: Want,
  visitor: Visitor,
  limits: Limits,
  buffer: Buffer,
): number {
  if (file === undefined) {
    visitor.gap({ where: entry.path, reason: "a folder on the way to it is a link, which is not followed" });
    return 0;
  }
  try {
    using open = openRegular(file);
    return deliverFile(open.descriptor, { ...entry, size: open.stats.size }, want, visitor, limits, buffer);
  } catch (fault) {
    visitor.gap({ where: entry.path, reason: reasonOf(fault) });
    return 0;
  }
}

function deliverFile(
  descriptor: number,
  entry: Entry,
  want: Want,
  visitor: Visitor,
  limits: Limits,
  buffer: Buffer,
): number {
  const delivery = beginDelivery(visitor, entry, want, limits);
  if (delivery === undefined) return 0;
  let total = 0;
  let isComplete = false;
  try {
    while (total < limits.stratumBytes) {
      const count = readSync(descriptor, buffer, 0, buffer.length, null);
      if (count === 0) break;
      total += count;
      if (!delivery.push(count === buffer.length ? buffer : buffer.subarray(0, count))) break;
    }
    isComplete = true;
  } finally {
    delivery.end(isComplete);
  }
  return total;
}
