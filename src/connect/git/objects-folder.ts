import { resolve } from "node:path";
import { type GitOptions, type Repository, readGit } from "./git.ts";

/** Where a repository keeps its objects itself; of a second working tree, in the first one's repository. */
export async function objectsFolder(repository: Repository, options: GitOptions = {}): Promise<string> {
  const answer = await readGit(repository, ["rev-parse", "--git-path", "objects"], options);
  return resolve(repository.root, answer.replace(/\n$/, ""));
}
