import { type Branch, listBranches, readState } from "../../connect/git/index.ts";
import { compareText } from "../../core/order.ts";
import { repositoryAt } from "./open-repository.ts";

/** The branches of a repository that stand at another commit than HEAD, one for each commit, by name. */
export async function otherBranches(folder: string, signal?: AbortSignal): Promise<Branch[]> {
  const repository = repositoryAt(folder);
  const { head } = await readState(repository, { signal });
  const byCommit = new Map<string, Branch>();
  const branches = await listBranches(repository, { signal });
  for (const branch of branches.sort((a, b) => compareText(a.name, b.name)))
    if (branch.commit !== head && !byCommit.has(branch.commit)) byCommit.set(branch.commit, branch);
  return [...byCommit.values()];
}
