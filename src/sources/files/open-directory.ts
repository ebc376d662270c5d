import { lstatSync, realpathSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { Limits } from "../../core/limits.ts";
import type { Entry, Opened, Stratum } from "../../core/source.ts";
import type { TargetKind } from "../../core/target.ts";
import { cutIntoPieces } from "../pieces.ts";
import type { StratumForm } from "../walk-stratum.ts";
import { describeEntry, listDirectory } from "./list-directory.ts";
import type { FilesLocator } from "./walk-files.ts";

/** Keys the ids of secrets where nothing better is known that stays the same over machines. */
export const NAMELESS = "waybill";

/** Opens a folder as it is, or as the root of a file system: then git's folders count, and mounts do not. */
export function openDirectory(
  kind: Extract<TargetKind, "directory" | "rootfs">,
  ref: string,
  folder: string,
  limits: Limits,
  signal?: AbortSignal,
): Opened {
  const root = realpathSync(folder);
  const isRootfs = kind === "rootfs";
  const { entries, gaps, leftOut } = listDirectory(root, {
    skipGit: !isRootfs,
    oneFileSystem: isRootfs,
    limits,
    signal,
  });
  return {
    target: { kind, ref },
    strata: fileStrata("directory", root, entries),
    facts: [],
    gaps,
    leftOut,
    identity: NAMELESS,
    root,
    close: async () => {},
  };
}

/** Opens one file as a tree that holds nothing else. */
export function openSingleFile(kind: Extract<TargetKind, "directory" | "sbom">, ref: string, file: string): Opened {
  // A link that the person names is followed: it is the person's word, not the tree's.
  const path = lstatSync(file).isSymbolicLink() ? realpathSync(file) : file;
  const root = realpathSync(dirname(path));
  const gaps: { where: string; reason: string }[] = [];
  const found = describeEntry(root, basename(path), gaps);
  const entries = found === undefined ? [] : [found.entry];
  return {
    target: { kind, ref },
    strata: fileStrata("single-file", root, entries),
    facts: [],
    gaps,
    leftOut: {},
    identity: NAMELESS,
    root,
    close: async () => {},
  };
}

export function fileStrata(form: StratumForm, root: string, entries: readonly Entry[]): Stratum[] {
  return cutIntoPieces(entries, ({ size }) => size).map(({ items, weight }) => ({
    form,
    locator: { root, entries: items } satisfies FilesLocator,
    index: 0,
    history: false,
    weight,
  }));
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
