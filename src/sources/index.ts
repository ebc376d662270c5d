export { printable } from "./bounded-gaps.ts";
export type { KnownBlobs } from "./git/open-history.ts";
export { isRepository, repositoryAt } from "./git/open-repository.ts";
export { otherBranches } from "./git/other-branches.ts";
export { type OpenOptions, openTarget } from "./open-target.ts";
export { walkStratum } from "./walk-stratum.ts";
