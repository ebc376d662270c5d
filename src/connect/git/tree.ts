import { WaybillError } from "../../core/errors.ts";
import { type GitOptions, type Repository, readGit, runGit } from "./git.ts";
import { nulRecords } from "./records.ts";

/** What `ls-files` knows of a working tree. */
export interface ListedFiles {
  /** Tracked and untracked files, relative to the root, sorted, each once. They need not be there. */
  readonly paths: readonly string[];
  /** Folders that are repositories of their own: submodules and clones inside. */
  readonly repositories: readonly string[];
  /** Files and whole folders that git ignores. */
  readonly ignored: number;
}

/** Lists tracked files and those that are neither tracked nor ignored; with `includeIgnored` the ignored ones, too. */
export async function listFiles(
  repository: Repository,
  { includeIgnored = false, ...options }: GitOptions & { readonly includeIgnored?: boolean } = {},
): Promise<ListedFiles> {
  const paths = new Set<string>();
  const repositories = new Set<string>();
  for await (const record of list(repository, ["--cached", "--stage"], options)) {
    const [stat = "", path = ""] = split(record, "\t");
    if (stat.startsWith("160000 ")) repositories.add(path);
    else paths.add(path);
  }
  const untracked = includeIgnored ? ["--others"] : ["--others", "--exclude-standard"];
  for await (const path of list(repository, untracked, options)) {
    if (path.endsWith("/")) repositories.add(path.slice(0, -1));
    else paths.add(path);
  }
  const ignored = includeIgnored ? 0 : await countIgnored(repository, options);
  return { paths: [...paths].sort(), repositories: [...repositories].sort(), ignored };
}

function list(repository: Repository, words: readonly string[], options: GitOptions): AsyncIterable<string> {
  return nulRecords(runGit(repository, ["ls-files", "-z", ...words, "--"], options));
}

async function countIgnored(repository: Repository, options: GitOptions): Promise<number> {
  let count = 0;
  const words = ["--others", "--ignored", "--exclude-standard", "--directory"];
  for await (const _ of list(repository, words, options)) count++;
  return count;
}

/** One blob of a tree. */
export interface TreeBlob {
  readonly path: string;
  readonly blob: string;
  readonly size: number;
  /** Git's mode: 0o100644, 0o100755, or 0o120000 for a symbolic link. */
  readonly mode: number;
}

export interface Tree {
  readonly blobs: readonly TreeBlob[];
  /** Folders that stand for a commit of another repository. */
  readonly submodules: number;
}

/** All blobs of a commit's tree, sorted by path. */
export async function listCommit(repository: Repository, commit: string, options: GitOptions = {}): Promise<Tree> {
  const blobs: TreeBlob[] = [];
  let submodules = 0;
  const words = ["ls-tree", "-r", "-z", "--long", "--full-tree", "--end-of-options", commit];
  for await (const record of nulRecords(runGit(repository, words, options))) {
    const [stat = "", path = ""] = split(record, "\t");
    const [mode = "", type, blob = "", size = ""] = stat.split(/ +/);
    if (type === "blob") blobs.push({ path, blob, size: Number(size) || 0, mode: Number.parseInt(mode, 8) });
    else submodules++;
  }
  return { blobs, submodules };
}

/** The blobs of the index that differ from HEAD's: what the next commit brings. Everything, where there is no commit yet. */
export async function listStaged(
  repository: Repository,
  hasHead: boolean,
  options: GitOptions = {},
): Promise<Omit<TreeBlob, "size">[]> {
  if (!hasHead) return await listIndex(repository, options);
  const words = [
    "diff-index",
    "--cached",
    "--raw",
    "-z",
    "--no-abbrev",
    "--no-renames",
    "--diff-filter=ACMRT",
    "--end-of-options",
    "HEAD",
    "--",
  ];
  const blobs: Omit<TreeBlob, "size">[] = [];
  let stat: readonly string[] = [];
  for await (const record of nulRecords(runGit(repository, words, options))) {
    if (record.startsWith(":")) stat = record.split(" ");
    else {
      const [, mode = "", , blob = ""] = stat;
      if (mode !== "160000") blobs.push({ path: record, blob, mode: Number.parseInt(mode, 8) });
    }
  }
  return blobs;
}

async function listIndex(repository: Repository, options: GitOptions): Promise<Omit<TreeBlob, "size">[]> {
  const blobs: Omit<TreeBlob, "size">[] = [];
  for await (const record of list(repository, ["--cached", "--stage"], options)) {
    const [stat = "", path = ""] = split(record, "\t");
    const [mode = "", blob = ""] = stat.split(" ");
    if (mode !== "160000") blobs.push({ path, blob, mode: Number.parseInt(mode, 8) });
  }
  return blobs;
}

function split(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

export interface RepositoryState {
  /** Absent in a repository without commits. */
  readonly head?: string;
  /** The commits without parents that HEAD goes back to, sorted. In a shallow clone they are only where it was cut. */
  readonly roots: readonly string[];
  readonly isShallow: boolean;
  /** As it is written in the configuration; it can hold a password. */
  readonly origin?: string;
  /** Why the commits behind HEAD could not all be read. */
  readonly brokenOff?: string;
}

export async function readState(repository: Repository, options: GitOptions = {}): Promise<RepositoryState> {
  // Three short questions side by side; where several fail, the first one's answer is told.
  const shallow = readGit(repository, ["rev-parse", "--is-shallow-repository"], options);
  // for-each-ref and config answer nothing, and no error, where there is nothing.
  const words = ["config", "--local", "--default", "", "--get", "remote.origin.url"];
  const origins = readGit(repository, words, options);
  const heads = readHead(repository, options);
  await Promise.allSettled([shallow, origins, heads]);
  const isShallow = (await shallow).trim() === "true";
  const origin = (await origins).trim();
  const head = await heads;
  const found = head === undefined ? { roots: [] } : await readRoots(repository, head, options);
  return { ...found, isShallow, ...(head !== undefined && { head }), ...(origin !== "" && { origin }) };
}

async function readHead(repository: Repository, options: GitOptions): Promise<string | undefined> {
  const words = ["cat-file", "--batch-check=%(objectname) %(objecttype)"];
  const answer = await readGit(repository, words, { ...options, input: "HEAD\n" });
  const [id, type] = answer.trim().split(" ");
  return type === "commit" ? id : undefined;
}

async function readRoots(
  repository: Repository,
  head: string,
  options: GitOptions,
): Promise<Pick<RepositoryState, "roots" | "brokenOff">> {
  try {
    const answer = await readGit(repository, ["rev-list", "--max-parents=0", "--end-of-options", head], options);
    return { roots: answer.split("\n").filter(Boolean).sort() };
  } catch (error) {
    if (!(error instanceof WaybillError) || error.code !== "git/failed") throw error;
    return { roots: [], brokenOff: error.message }; // a damaged repository still has files, and blobs that can be read
  }
}
