import { type GitOptions, type Repository, runGit } from "./git.ts";
import { nulRecords } from "./records.ts";

/** Who wrote a commit and when, as it says itself. */
export interface Authorship {
  readonly name: string;
  readonly mail: string;
  /** ISO 8601, in the author's own time zone. */
  readonly date: string;
}

/** By commit id; those that are not here are left out. @param commits full ids */
export async function readAuthors(
  repository: Repository,
  commits: readonly string[],
  options: GitOptions = {},
): Promise<ReadonlyMap<string, Authorship>> {
  const authors = new Map<string, Authorship>();
  if (commits.length === 0) return authors;
  for (const commit of commits)
    if (!/^[\da-f]{40,64}$/.test(commit)) throw new Error(`not a full commit id: ${commit}`);
  const words = ["log", "--no-walk=unsorted", "--ignore-missing", "-z", "--format=%H%n%an%n%ae%n%aI", "--stdin"];
  const input = commits.map((commit) => `${commit}\n`).join("");
  for await (const record of nulRecords(runGit(repository, words, { ...options, input }))) {
    const [id = "", name = "", mail = "", date = ""] = record.split("\n");
    authors.set(id, { name, mail, date });
  }
  return authors;
}
