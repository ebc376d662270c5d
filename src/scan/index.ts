import { join } from "node:path";
import { LayerCache } from "./cache/layer-cache.ts";
import { codeId, IS_BUNDLE } from "./code-id.ts";

export { type OtherBranch, scanBranches } from "./branches.ts";
export { type Configured, loadConfiguration } from "./configuration.ts";
export { type Progress, type ScanRequest, type ScanResult, scan } from "./run.ts";
export type { Selection } from "./selection.ts";

/** The cache of layers for the published bundle. A clone has none. */
export function layerCache(cacheDirectory: string): LayerCache | undefined {
  return IS_BUNDLE ? new LayerCache(join(cacheDirectory, "layers"), codeId()) : undefined;
}
