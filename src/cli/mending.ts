import { WaybillError } from "../core/errors.ts";
import type { JudgedFact } from "../core/fact.ts";
import type { Room } from "../core/room.ts";
import { type Mask, maskFor, openTree, type Sight, type Tree } from "../remediation/index.ts";
import type { Looked } from "./look.ts";

/** Rooms whose findings stand in files of the tree; all of them look again after an edit. */
export const ROOMS_OF_FILES: readonly Room[] = ["secrets", "workflows", "config"];

/** Where a credential's value stands; the part of the room's fact that is needed to act there. */
export interface CredentialPlace extends JudgedFact {
  readonly kind: "credential";
  readonly name?: string;
  readonly encoding?: "base64" | "wrapped";
  readonly start: number;
  readonly end: number;
}

/** The tree behind a look. @throws WaybillError `fix/no-tree` when the target is none that could be edited */
export function treeOf({ opened }: Looked): Tree {
  const { target, root } = opened;
  const isBare = opened.strata.some(({ form }) => form === "git-head");
  const isTree = (target.kind === "directory" || target.kind === "git") && !isBare;
  if (root !== undefined && isTree) return openTree(root);
  throw new WaybillError(
    "fix/no-tree",
    `${target.ref} is no folder whose files could be edited.`,
    "Name a folder or a clone of the repository.",
  );
}

/** Credentials that stand in files of the tree now. */
export function credentialsIn({ facts }: Looked): CredentialPlace[] {
  return facts.of<CredentialPlace>("credential").filter(({ at }) => at.path !== undefined && at.commit === undefined);
}

/** Takes every credential of the tree out of what is shown, so that a diff's context does not give one away. */
export function maskOf(looked: Looked, tree: Tree): Mask {
  const files = Map.groupBy(credentialsIn(looked), ({ at }) => at.path ?? "");
  const values = [...files].flatMap(([path, places]) => {
    const bytes = readOrSkip(tree, path);
    return places.map(({ start, end }) => bytes.toString("utf8", start, end));
  });
  return maskFor(values);
}

/** What may not be read here may not be edited either, and so is not shown. */
function readOrSkip(tree: Tree, path: string): Buffer {
  try {
    return tree.read(path);
  } catch (fault) {
    if (fault instanceof WaybillError) return Buffer.alloc(0);
    throw fault;
  }
}

/** What a look said, for the proofs to compare. */
export function sightOf({ report }: Looked): Sight {
  return { findings: report.findings, gaps: report.coverage.flatMap(({ gaps }) => gaps) };
}

/** While files are being written, an interruption waits for the look to end in good order: nothing stays half done. */
export async function uninterrupted<T>(work: () => Promise<T>): Promise<T> {
  const wait = (): void => {};
  process.on("SIGINT", wait);
  process.on("SIGTERM", wait);
  try {
    return await work();
  } finally {
    process.off("SIGINT", wait);
    process.off("SIGTERM", wait);
  }
}
