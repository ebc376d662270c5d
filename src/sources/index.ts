export { isRepository, repositoryAt } from "./git/open-repository.ts";
export { otherBranches } from "./git/other-branches.ts";
export { type OpenOptions, openTarget } from "./open-target.ts";
export { walkStratum } from "./walk-stratum.ts";
