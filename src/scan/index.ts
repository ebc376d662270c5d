import { createHash } from "node:crypto";
import { RULES } from "./rooms.ts";

export {
  advisoryState,
  DEFAULT_ECOSYSTEMS,
  exportDatabase,
  importAdvisories,
  PUBLIC_FEEDS,
  updateAdvisories,
  verifyDatabase,
} from "../advisories/index.ts";
export { writeCycloneDx, writeSpdx } from "../inventory/index.ts";
export { type Configured, loadConfiguration } from "./configuration.ts";
export { ANALYZERS, RULES } from "./rooms.ts";
export { type Progress, type ScanRequest, type ScanResult, scan } from "./run.ts";
export type { Selection } from "./selection.ts";

/** `sha256:…` over all rules' words, so that two reports can be told apart by what they were judged with. */
export function rulesDigest(): string {
  const words = RULES.map(({ id, severity, why, fix }) => [id, severity, why, fix]);
  return `sha256:${createHash("sha256").update(JSON.stringify(words)).digest("hex")}`;
}
