import { type GitOptions, type Repository, readGit } from "./git.ts";

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
