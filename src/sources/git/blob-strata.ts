import type { Repository } from "../../connect/git/index.ts";
import type { Limits } from "../../core/limits.ts";
import type { Entry, Stratum } from "../../core/source.ts";
import { cutIntoPieces } from "../pieces.ts";
import { entryPath } from "../tar/entry-path.ts";
import type { BlobsLocator, NamedBlob } from "./walk-blobs.ts";

/** Why a path out of an index or a tree, which git does not check when it reads, must not be used. */
export function refusal(path: string, limits: Limits): string | undefined {
  const place = entryPath(path, limits.depth);
  if ("refused" in place) return place.refused;
  return place.path === path ? undefined : "its name is not a plain path";
}

/** @param mode as git writes it */
export function blobEntry(path: string, mode: number, size: number): Entry {
  const isLink = (mode & 0o170000) === 0o120000;
  return { path, type: isLink ? "symlink" : "file", size: isLink ? 0 : size, mode: mode & 0o777 };
}

/** Blobs that git is asked for, in pieces. */
export function blobStrata(
  form: "git-head" | "git-index" | "git-history",
  repository: Repository,
  blobs: readonly NamedBlob[],
): Stratum[] {
  return cutIntoPieces(blobs, ({ entries }) => entries[0]?.size ?? 0).map(({ items, weight }) => ({
    form,
    locator: { repository, blobs: items } satisfies BlobsLocator,
    index: 0,
    history: form === "git-history",
    weight,
  }));
}
