import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { stableId } from "../core/identity.ts";
import { VERSION } from "../core/version.ts";
import { LayerCache } from "./cache/layer-cache.ts";
import { RULES } from "./rooms.ts";

export {
  advisoryState,
  compareVersions,
  DEFAULT_ECOSYSTEMS,
  type ExplainedComponent,
  type ExplainedHole,
  type ExplainedPackage,
  type ExplainedRecord,
  explainHole,
  explainTarget,
  exportDatabase,
  feedHosts,
  importAdvisories,
  PUBLIC_FEEDS,
  updateAdvisories,
  verifyDatabase,
} from "../advisories/index.ts";
export {
  type AboutBill,
  type BillDiff,
  type CycloneDxVersion,
  diffBills,
  ELEMENTS,
  type Found,
  type Held,
  type Holder,
  Inventory,
  isEmpty,
  type Lacking,
  type ListChange,
  mergeBills,
  type Named,
  type Quality,
  qualityOf,
  type StoredBill,
  subjectOfBill,
  validateBill,
  writeCycloneDx,
  writeCycloneDxXml,
  writeSpdx,
} from "../inventory/index.ts";
export { type Configured, loadConfiguration } from "./configuration.ts";
export { ANALYZERS, RULES } from "./rooms.ts";
export { type Progress, type ScanRequest, type ScanResult, scan } from "./run.ts";
export type { Selection } from "./selection.ts";

/**
 * The cache of layers for the published bundle, whose files' names and sizes say which code it is. A clone has none:
 * its code changes under way.
 */
export function layerCache(cacheDirectory: string): LayerCache | undefined {
  if (!import.meta.url.endsWith(".js")) return undefined;
  const folder = dirname(fileURLToPath(import.meta.url));
  const files = readdirSync(folder).map((name) => `${name} ${statSync(join(folder, name)).size}`);
  return new LayerCache(join(cacheDirectory, "layers"), stableId(VERSION, ...files.sort()));
}

/** `sha256:…` over all rules' words, so that two reports can be told apart by what they were judged with. */
export function rulesDigest(): string {
  const words = RULES.map(({ id, severity, why, fix }) => [id, severity, why, fix]);
  return `sha256:${createHash("sha256").update(JSON.stringify(words)).digest("hex")}`;
}
