export { commitOnBranch } from "./branch.ts";
export { type Authorship, readAuthors } from "./commits.ts";
export type { GitOptions, Repository } from "./git.ts";
export { type History, listHistory, listTips } from "./history.ts";
export { type Hook, installHooks } from "./hooks.ts";
export { type BlobTaker, readBlobs, readSizes } from "./objects.ts";
export { objectsFolder } from "./objects-folder.ts";
export { type Branch, listBranches, listLooseRefs } from "./refs.ts";
export { listRemote, type RemoteOptions, type RemoteRef } from "./remote.ts";
export { commitsOf } from "./remote-history.ts";
export {
  type ListedFiles,
  listCommit,
  listFiles,
  listStaged,
  type RepositoryState,
  readState,
  type Tree,
  type TreeBlob,
} from "./tree.ts";
