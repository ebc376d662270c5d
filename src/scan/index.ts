import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { stableId } from "../core/identity.ts";
import { VERSION } from "../core/version.ts";
import { LayerCache } from "./cache/layer-cache.ts";

export { type OtherBranch, scanBranches } from "./branches.ts";
export { type Configured, loadConfiguration } from "./configuration.ts";
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
