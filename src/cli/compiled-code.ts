import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { cacheDirectoryOf } from "./directories.ts";

/**
 * Lets Node keep what it compiles, so that later runs start sooner: of the bundle by a fifth, of a clone's source by
 * half. To be called before the command's own code is loaded. A folder that cannot be written costs the speed alone.
 */
export function keepCompiledCode(cache: unknown): void {
  enableCompileCache(join(cacheDirectoryOf(typeof cache === "string" ? cache : undefined), "code"));
}
