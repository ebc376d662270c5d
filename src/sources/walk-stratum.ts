import type { Limits } from "../core/limits.ts";
import type { Stratum, Visitor, Walked } from "../core/source.ts";
import { walkFiles } from "./files/walk-files.ts";
import { walkPack } from "./git/packs/walk-pack.ts";
import { walkBlobs } from "./git/walk-blobs.ts";
import { walkLayer } from "./image/walk-layer.ts";
import { walkInput } from "./input/walk-input.ts";

/** The piles of files that this room knows to walk. */
export type StratumForm =
  | "directory"
  | "single-file"
  | "git-tree"
  | "git-head"
  | "git-index"
  | "git-history"
  | "git-pack"
  | "layer"
  | "input";

/**
 * Walks one stratum and hands the visitor what it wants. Works in any thread, from the stratum's plain data alone.
 * @param aside whether it may use a second thread: not where all cores are busy with other strata
 * @throws the signal's reason when it is aborted; what a visitor throws
 */
export function walkStratum(
  stratum: Stratum,
  visitor: Visitor,
  limits: Limits,
  signal?: AbortSignal,
  aside = false,
): Promise<Walked> {
  const form = stratum.form as StratumForm;
  switch (form) {
    case "directory":
    case "single-file":
    case "git-tree":
      return walkFiles(stratum, visitor, limits, signal);
    case "git-head":
    case "git-index":
    case "git-history":
      return walkBlobs(stratum, visitor, limits, signal);
    case "git-pack":
      return walkPack(stratum, visitor, limits, signal);
    case "input":
      return walkInput(stratum, visitor);
    case "layer":
      return walkLayer(stratum, visitor, limits, signal, aside);
  }
}
