import { type GitOptions, type Repository, readGit } from "./git.ts";

/** A branch of one's own, or as a remote had it when it was last fetched. */
export interface Branch {
  /** As people write it: `main`, `origin/old`. */
  readonly name: string;
  readonly commit: string;
}

/** All branches, by name; those that only stand for another, such as `origin/HEAD`, are left out. */
export async function listBranches(repository: Repository, options: GitOptions = {}): Promise<Branch[]> {
  const format = "--format=%(objectname) %(symref) %(refname:lstrip=2)";
  const answer = await readGit(repository, ["for-each-ref", format, "refs/heads", "refs/remotes"], options);
  return answer.split("\n").flatMap((line): Branch[] => {
    const [commit = "", symref, ...name] = line.split(" ");
    return commit === "" || symref !== "" ? [] : [{ name: name.join(" "), commit }];
  });
}

/** A ref that leads to no commit, such as a tag of a single blob or a replacement for one. */
export interface LooseRef {
  readonly name: string;
  readonly type: "blob" | "tree";
}

/** Refs whose content no commit holds, so that no log shows it. */
export async function listLooseRefs(repository: Repository, options: GitOptions = {}): Promise<LooseRef[]> {
  const format = "--format=%(objecttype) %(*objecttype) %(refname)";
  const answer = await readGit(repository, ["for-each-ref", format], options);
  return answer.split("\n").flatMap((line): LooseRef[] => {
    const [own, behind, ...name] = line.split(" ");
    const type = own === "tag" ? behind : own;
    return type === "blob" || type === "tree" ? [{ name: name.join(" "), type }] : [];
  });
}
