import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { stableId } from "../core/identity.ts";
import { VERSION } from "../core/version.ts";

/** Whether this is the published bundle. A clone's code changes under way. */
export const IS_BUNDLE = import.meta.url.endsWith(".js");

/** Which code this is, by the names and sizes of its files; of a clone by the times of its files, too. */
export function codeId(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const folder = IS_BUNDLE ? here : join(here, "..");
  const files = readdirSync(folder, { recursive: !IS_BUNDLE, encoding: "utf8" }).map((name) => {
    const { size, mtimeMs } = statSync(join(folder, name));
    return IS_BUNDLE ? `${name} ${size}` : `${name} ${size} ${mtimeMs}`;
  });
  return stableId(VERSION, ...files.sort());
}
