import type { Repository } from "../../connect/git/index.ts";
import type { Limits } from "../../core/limits.ts";
import { NO_PATHS } from "../../core/path-list.ts";
import type { Entry, Stratum, Visitor, Walked } from "../../core/source.ts";
import { boundGaps } from "../bounded-gaps.ts";
import { deliverBlobs, type WantedBlob } from "./deliver-blobs.ts";

/** A blob and the names that it had, the one to be preferred first, each with the time of its commit where it has one. */
export interface NamedBlob {
  readonly blob: string;
  readonly entries: readonly Entry[];
  readonly times?: readonly number[];
}

/** The words in which a stratum of blobs says where they lie. */
export type BlobsLocator = { readonly repository: Repository; readonly blobs: readonly NamedBlob[] };

/** Takes each blob out of git once, under the first of its names for which the visitor wants it. */
export async function walkBlobs(
  stratum: Stratum,
  visitor: Visitor,
  limits: Limits,
  signal?: AbortSignal,
): Promise<Walked> {
  const { repository, blobs } = stratum.locator as unknown as BlobsLocator;
  const bounded = boundGaps(visitor);
  const wanted = blobs.flatMap((blob) => chooseName(blob, bounded));
  const bytes = wanted.length === 0 ? 0 : await deliverBlobs(repository, wanted, bounded, limits, signal);
  bounded.closeGaps("history");
  return { entries: blobs.length, bytes, removed: [], opaque: [], present: NO_PATHS };
}

function chooseName({ blob, entries, times }: NamedBlob, visitor: Visitor): WantedBlob[] {
  for (const [index, entry] of entries.entries()) {
    const want = visitor.want(entry);
    if (entry.type !== "file" || want === "nothing") continue;
    const time = times?.[index];
    return [{ blob, entry, want, ...(time !== undefined && { time }) }];
  }
  return [];
}
