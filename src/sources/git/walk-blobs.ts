import { type Repository, readBlobs } from "../../connect/git/index.ts";
import type { Limits } from "../../core/limits.ts";
import { NO_PATHS } from "../../core/path-list.ts";
import { describePlace } from "../../core/place.ts";
import type { Entry, Stratum, Visitor, Walked, Want } from "../../core/source.ts";
import { boundGaps } from "../bounded-gaps.ts";
import { beginDelivery, type Delivery } from "../delivery.ts";

/** A blob and the names that it had, the one to be preferred first. */
export type NamedBlob = { readonly blob: string; readonly entries: readonly Entry[] };

/** The words in which a stratum of blobs says where they lie. */
export type BlobsLocator = { readonly repository: Repository; readonly blobs: readonly NamedBlob[] };

interface Wanted {
  readonly blob: string;
  readonly entry: Entry;
  readonly want: Want;
}

/** Takes each blob out of git once, under the first of its names for which the visitor wants it. */
export async function walkBlobs(
  stratum: Stratum,
  visitor: Visitor,
  limits: Limits,
  signal?: AbortSignal,
): Promise<Walked> {
  const { repository, blobs } = stratum.locator as unknown as BlobsLocator;
  const bounded = boundGaps(visitor);
  const wanted = inSeries(blobs.flatMap((blob) => chooseName(blob, bounded)));
  const bytes = wanted.length === 0 ? 0 : await deliverBlobs(repository, wanted, bounded, limits, signal);
  bounded.closeGaps("history");
  return { entries: blobs.length, bytes, removed: [], opaque: [], present: NO_PATHS };
}

function chooseName({ blob, entries }: NamedBlob, visitor: Visitor): Wanted[] {
  for (const entry of entries) {
    const want = visitor.want(entry);
    if (want !== "nothing" && entry.type === "file") return [{ blob, entry, want }];
  }
  return [];
}

/** Marks versions of one path that stand behind each other. */
function inSeries(wanted: readonly Wanted[]): Wanted[] {
  let series = "";
  return wanted.map((one, index) => {
    if (wanted[index - 1]?.entry.path !== one.entry.path) series = one.blob;
    return one.entry.commit === undefined ? one : { ...one, entry: { ...one.entry, series } };
  });
}

async function deliverBlobs(
  repository: Repository,
  wanted: readonly Wanted[],
  visitor: Visitor,
  limits: Limits,
  signal?: AbortSignal,
): Promise<number> {
  let delivery: Delivery | undefined;
  let wantsMore = false;
  let bytes = 0;
  const ids = wanted.map(({ blob }) => blob);
  const taker = {
    begin(index: number, size: number) {
      const { entry, want } = at(wanted, index);
      delivery = beginDelivery(visitor, { ...entry, size }, want, limits);
      wantsMore = delivery !== undefined;
    },
    push(chunk: Buffer) {
      bytes += chunk.length;
      if (wantsMore) wantsMore = delivery?.push(chunk) ?? false;
    },
    end() {
      delivery?.end(true);
      delivery = undefined;
    },
    missing(index: number) {
      const { entry } = at(wanted, index);
      const where = describePlace({ path: entry.path, ...(entry.commit !== undefined && { commit: entry.commit }) });
      visitor.gap({ where, reason: "git does not have its content here (a partial clone, or a damaged one)" });
    },
  };
  try {
    await readBlobs(repository, ids, taker, { signal });
  } finally {
    delivery?.end(false);
  }
  return bytes;
}

function at(wanted: readonly Wanted[], index: number): Wanted {
  const found = wanted[index];
  if (found === undefined) throw new Error("git answered more blobs than were asked for");
  return found;
}
