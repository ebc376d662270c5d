import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WaybillError } from "../../core/errors.ts";
import { type GitOptions, type Repository, readGit } from "./git.ts";
import { listCommit } from "./tree.ts";

export interface NewCommit {
  /** The branch to make; it must not be there yet. */
  readonly branch: string;
  readonly message: string;
  readonly files: readonly { readonly path: string; readonly before: Buffer; readonly after: Buffer }[];
}

/**
 * Commits changed files on a new branch on top of HEAD. Neither the working tree nor the person's index is touched, no
 * hook runs and no filter: the branch holds HEAD's files with exactly these bytes changed. Answers the commit's id.
 * @throws WaybillError `git/bad-branch`, `git/branch-exists`, `git/no-commit`, `git/not-clean`, `git/nobody`
 */
export async function commitOnBranch(
  repository: Repository,
  { branch, message, files }: NewCommit,
  options: Pick<GitOptions, "signal"> = {},
): Promise<string> {
  const head = await readBase(repository, branch, options);
  const author = await readAuthor(repository, options);
  const modes = await demandClean(repository, files, options);
  const folder = mkdtempSync(join(tmpdir(), "waybill-index-"));
  try {
    const environment = { ...author, GIT_INDEX_FILE: join(folder, randomUUID()) };
    const run = async (words: readonly string[], input?: string | Uint8Array) =>
      (await readGit(repository, words, { ...options, environment, ...(input !== undefined && { input }) })).trim();
    await run(["read-tree", head]);
    let entries = "";
    for (const { path, after } of files) {
      const blob = await run(["hash-object", "-w", "--stdin"], after);
      entries += `${modes.get(path)} ${blob}\t${path}\0`;
    }
    await run(["update-index", "-z", "--index-info"], entries);
    const commit = await run(["commit-tree", await run(["write-tree"]), "-p", head], message);
    await run(["update-ref", "--stdin", "-z"], `create refs/heads/${branch}\0${commit}\0`);
    return commit;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The commit to build on, once the name is found to be a new one. */
async function readBase(repository: Repository, branch: string, options: GitOptions): Promise<string> {
  const isName = !/[\0-\x20\x7f]/.test(branch) && !branch.startsWith("-");
  if (!isName || !(await succeeds(repository, ["check-ref-format", `refs/heads/${branch}`], options))) {
    throw new WaybillError(
      "git/bad-branch",
      "Git does not take this name for a branch.",
      "Choose one such as waybill/fixes.",
    );
  }
  const ref = `refs/heads/${branch}`;
  if (await succeeds(repository, ["rev-parse", "--verify", "--quiet", "--end-of-options", ref], options)) {
    throw new WaybillError(
      "git/branch-exists",
      `There is already a branch ${branch}.`,
      "Choose another name, or delete the branch first.",
    );
  }
  try {
    return (await readGit(repository, ["rev-parse", "--verify", "--end-of-options", "HEAD^{commit}"], options)).trim();
  } catch (fault) {
    throw new WaybillError("git/no-commit", "There is no commit yet to build on.", "Commit once, then run it again.", {
      cause: fault,
    });
  }
}

async function succeeds(repository: Repository, words: readonly string[], options: GitOptions): Promise<boolean> {
  try {
    await readGit(repository, words, options);
    return true;
  } catch (fault) {
    if (fault instanceof WaybillError && fault.code === "git/failed") return false;
    throw fault;
  }
}

/** The files' modes in HEAD; refuses when a file is not there as it is in the tree, for then a change of somebody's would slip in. */
async function demandClean(
  repository: Repository,
  files: NewCommit["files"],
  options: GitOptions,
): Promise<Map<string, string>> {
  const { blobs } = await listCommit(repository, "HEAD", options);
  const committed = new Map(blobs.map((blob) => [blob.path, blob]));
  const modes = new Map<string, string>();
  for (const { path, before } of files) {
    const known = committed.get(path);
    const blob = (await readGit(repository, ["hash-object", "--stdin"], { ...options, input: before })).trim();
    if (known?.blob !== blob) {
      throw new WaybillError(
        "git/not-clean",
        `${path} has changes that are not committed.`,
        "Commit them or put them aside, then run it again.",
      );
    }
    modes.set(path, known.mode.toString(8));
  }
  return modes;
}

/** Whoever the person's own git says they are. This is the one question for which their configuration is read. */
async function readAuthor(repository: Repository, options: GitOptions): Promise<Record<string, string>> {
  const ask = async (name: string) => {
    for (const own of [{}, ownConfiguration()]) {
      const words = ["config", "--get", name];
      if (!(await succeeds(repository, words, { ...options, environment: own }))) continue;
      return (await readGit(repository, words, { ...options, environment: own })).trim();
    }
    return "";
  };
  const name = process.env.GIT_AUTHOR_NAME ?? (await ask("user.name"));
  const email = process.env.GIT_AUTHOR_EMAIL ?? (await ask("user.email"));
  if (name === "" || email === "") {
    throw new WaybillError(
      "git/nobody",
      "Git does not know who you are, and a commit names its author.",
      "Set user.name and user.email with `git config`.",
    );
  }
  return { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email };
}

function ownConfiguration(): Record<string, string> {
  const { GIT_CONFIG_GLOBAL, HOME = "" } = process.env;
  return { GIT_CONFIG_GLOBAL: GIT_CONFIG_GLOBAL ?? join(HOME, ".gitconfig") };
}
