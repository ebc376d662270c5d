import { existsSync, lstatSync, realpathSync } from "node:fs";
import { join } from "node:path";
import {
  listCommit,
  listFiles,
  listStaged,
  type Repository,
  type RepositoryState,
  readSizes,
  readState,
} from "../../connect/git/index.ts";
import { WaybillError } from "../../core/errors.ts";
import type { Gap } from "../../core/gap.ts";
import { stableId } from "../../core/identity.ts";
import type { Limits } from "../../core/limits.ts";
import type { Entry, Opened, Stratum } from "../../core/source.ts";
import { printable } from "../bounded-gaps.ts";
import { insideRoot } from "../files/inside.ts";
import { describeEntry } from "../files/list-directory.ts";
import { fileStrata, NAMELESS } from "../files/open-directory.ts";
import { blobEntry, blobStrata, refusal } from "./blob-strata.ts";
import { type KnownBlobs, openHistory } from "./open-history.ts";
import type { NamedBlob } from "./walk-blobs.ts";

export interface RepositoryOptions {
  readonly includeIgnored: boolean;
  readonly history: boolean;
  /** Only what the next commit brings, as it stands in the index. */
  readonly staged: boolean;
  /** Only what these commits bring that no remote has yet; in place of the files that are there. */
  readonly unpushed?: readonly string[] | undefined;
  /** Only the tree of this commit (full id); in place of the files that are there. */
  readonly commit?: string | undefined;
  readonly known?: KnownBlobs | undefined;
  readonly limits: Limits;
  readonly signal?: AbortSignal | undefined;
}

/** A folder with a `.git` in it, or one that is a repository without a working tree. */
export function findRepository(folder: string): Repository | undefined {
  if (existsSync(join(folder, ".git"))) return { root: realpathSync(folder), isBare: false };
  const isBare = ["HEAD", "objects", "refs"].every((name) => existsSync(join(folder, name)));
  return isBare ? { root: realpathSync(folder), isBare: true } : undefined;
}

/** Whether a folder is a clone with a working tree. */
export function isRepository(folder: string): boolean {
  return existsSync(folder) && findRepository(folder)?.isBare === false;
}

/** The repository in a folder. @throws WaybillError where there is none */
export function repositoryAt(folder: string): Repository {
  const repository = existsSync(folder) ? findRepository(folder) : undefined;
  if (repository !== undefined) return repository;
  throw new WaybillError("sources/wrong-kind", `${folder} is no git repository.`, "Name the folder of a clone.");
}

/** Opens a repository: its working tree, or HEAD where there is none; with `history` every blob that it ever held. */
export async function openRepository(ref: string, repository: Repository, options: RepositoryOptions): Promise<Opened> {
  const found = await readState(repository, { signal: options.signal });
  const state = options.commit === undefined ? found : { ...found, head: options.commit };
  const { known } = options;
  const isOutgoing = options.unpushed !== undefined;
  const present = isOutgoing ? NOTHING : await openPresent(repository, state, options);
  const past =
    options.history || isOutgoing
      ? await openHistory(repository, {
          ...options,
          isShallow: state.isShallow,
          known: known && ((history) => known(identityOf(state), history)),
        })
      : NOTHING;
  return {
    target: { kind: "git", ref, ...(state.head !== undefined && { commit: state.head }) },
    strata: [...(past === NOTHING ? present.strata : present.strata.map(besideHistory)), ...past.strata],
    facts: [],
    gaps: [...damageOf(state), ...present.gaps, ...past.gaps],
    leftOut: { ...present.leftOut, ...past.leftOut },
    identity: identityOf(state),
    root: repository.root,
    close: async () => {},
  };
}

/** What one thread saves of the files that are there is little where a whole history is read, and it costs 90 MiB. */
function besideHistory(stratum: Stratum): Stratum {
  return { ...stratum, weight: Math.ceil(stratum.weight / 4) };
}

function damageOf({ brokenOff }: RepositoryState): Gap[] {
  if (brokenOff === undefined) return [];
  return [{ where: "history", reason: `the repository is damaged: ${brokenOff}` }];
}

async function openPresent(
  repository: Repository,
  state: RepositoryState,
  options: RepositoryOptions,
): Promise<Present> {
  if (repository.isBare || options.commit !== undefined) return await openHead(repository, state, options);
  return options.staged ? await openIndex(repository, state, options) : await openWorkingTree(repository, options);
}

interface Part {
  readonly strata: Stratum[];
  readonly gaps: Gap[];
}

interface Present extends Part {
  readonly leftOut: Record<string, number>;
}

const NOTHING: Present = { strata: [], gaps: [], leftOut: {} };

/** Clones inside clones that are entered. */
const DEEPEST_NESTING = 8;

async function openWorkingTree(repository: Repository, options: RepositoryOptions): Promise<Present> {
  const entries: Entry[] = [];
  const gaps: Gap[] = [];
  const leftOut: Record<string, number> = {};
  await listTree(repository, "", 0, options, { entries, gaps, leftOut });
  entries.sort((a, b) => (a.path < b.path ? -1 : 1));
  if (entries.length > options.limits.entries) {
    entries.length = options.limits.entries;
    gaps.push({ where: ".", reason: `more than ${options.limits.entries} entries: the rest was not looked at` });
  }
  return { strata: fileStrata("git-tree", repository.root, entries), gaps, leftOut };
}

interface TreeList {
  readonly entries: Entry[];
  readonly gaps: Gap[];
  readonly leftOut: Record<string, number>;
}

/** Adds a repository's files, and those of the repositories inside it, to the list. */
async function listTree(
  repository: Repository,
  prefix: string,
  depth: number,
  options: RepositoryOptions,
  list: TreeList,
): Promise<void> {
  const { includeIgnored, signal } = options;
  const { paths, repositories, ignored } = await listFiles(repository, { includeIgnored, signal });
  leaveOut(list, "ignored by git", ignored);
  const inside = insideRoot(repository.root);
  for (const path of paths) {
    const refused = refusal(path, options.limits);
    if (refused !== undefined) list.gaps.push({ where: printable(`${prefix}${path}`), reason: refused });
    else addFile(repository.root, path, prefix, inside.locate(path), list);
  }
  for (const path of repositories) {
    const isInside = refusal(path, options.limits) === undefined && inside.locate(path) !== undefined;
    const inner = !isInside ? undefined : findInner(repository.root, path);
    if (inner === undefined) leaveOut(list, "submodule that is not checked out", 1);
    else if (depth >= DEEPEST_NESTING) {
      list.gaps.push({ where: `${prefix}${path}`, reason: `repositories nested deeper than ${DEEPEST_NESTING}` });
    } else await listTree(inner, `${prefix}${path}/`, depth + 1, options, list);
  }
}

function findInner(root: string, path: string): Repository | undefined {
  const inner = findRepository(join(root, path));
  return inner !== undefined && !inner.isBare && inner.root === join(root, path) ? inner : undefined;
}

function addFile(root: string, path: string, prefix: string, file: string | undefined, list: TreeList): void {
  if (file === undefined || !existsOrIsLink(root, path)) {
    leaveOut(list, "tracked, and not in the working tree", 1);
    return;
  }
  const gaps: Gap[] = [];
  const found = describeEntry(root, path, gaps);
  for (const { where, reason } of gaps) list.gaps.push({ where: `${prefix}${where}`, reason });
  if (found === undefined) return;
  if (found.entry.type === "directory") leaveOut(list, "tracked, and not in the working tree", 1);
  else list.entries.push({ ...found.entry, path: `${prefix}${path}` });
}

function existsOrIsLink(root: string, path: string): boolean {
  return lstatSync(join(root, path), { throwIfNoEntry: false }) !== undefined;
}

function leaveOut(list: TreeList, reason: string, count: number): void {
  if (count > 0) list.leftOut[reason] = (list.leftOut[reason] ?? 0) + count;
}

async function openHead(repository: Repository, state: RepositoryState, options: RepositoryOptions): Promise<Present> {
  if (state.head === undefined) return NOTHING;
  const { blobs, submodules } = await listCommit(repository, state.head, { signal: options.signal });
  const gaps: Gap[] = [];
  const named = blobs.map(({ blob, path, mode, size }) => ({ blob, entries: [blobEntry(path, mode, size)] }));
  const leftOut: Record<string, number> = submodules > 0 ? { "submodule that is not checked out": submodules } : {};
  return { strata: blobStrata("git-head", repository, plainOnly(named, options.limits, gaps)), gaps, leftOut };
}

async function openIndex(repository: Repository, state: RepositoryState, options: RepositoryOptions): Promise<Present> {
  const { signal, limits } = options;
  const staged = await listStaged(repository, state.head !== undefined, { signal });
  const sizes = await readSizes(
    repository,
    staged.map(({ blob }) => blob),
    { signal },
  );
  const gaps: Gap[] = [];
  const named = staged.map(({ blob, path, mode }, index) => ({
    blob,
    entries: [blobEntry(path, mode, sizes[index] ?? 0)],
  }));
  return { strata: blobStrata("git-index", repository, plainOnly(named, limits, gaps)), gaps, leftOut: {} };
}

/** The blobs under those of their names that are plain paths; a gap for each that has none. */
function plainOnly(blobs: readonly NamedBlob[], limits: Limits, gaps: Gap[]): NamedBlob[] {
  const plain: NamedBlob[] = [];
  for (const { blob, entries } of blobs) {
    if (plain.length >= limits.entries) {
      gaps.push({ where: "history", reason: `more than ${limits.entries} blobs: the rest was not looked at` });
      break;
    }
    const kept = entries.filter(({ path }) => refusal(path, limits) === undefined);
    const path = entries[0]?.path ?? blob;
    if (kept.length > 0) plain.push({ blob, entries: kept });
    else gaps.push({ where: printable(path), reason: refusal(path, limits) ?? "it has no name" });
  }
  return plain;
}

/**
 * The root commits are the same in every clone. A shallow clone does not know them; then the place it was cloned from
 * has to do, without the password and the way of asking.
 */
function identityOf({ roots, isShallow, origin }: RepositoryState): string {
  if (!isShallow && roots.length > 0) return stableId("git", ...roots);
  if (origin === undefined) return NAMELESS;
  const place = origin
    .replace(/^[a-z+]+:\/\//i, "")
    .replace(/^[^@/]*@/, "")
    .replace(":", "/");
  return stableId(
    "origin",
    place
      .replace(/\/+$/, "")
      .replace(/\.git$/, "")
      .toLowerCase(),
  );
}
