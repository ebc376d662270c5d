export { type OpenOptions, openTarget } from "./open-target.ts";
export { walkStratum } from "./walk-stratum.ts";
