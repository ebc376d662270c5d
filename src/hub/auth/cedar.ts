import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as cedar from "@cedar-policy/cedar-wasm/web";

let isLoaded = false;

/** Cedar's engine: WebAssembly, read from beside the bundle or from its package. */
export function loadCedar(): typeof cedar {
  if (!isLoaded) {
    cedar.initSync({ module: readFileSync(wasmFile()) });
    isLoaded = true;
  }
  return cedar;
}

function wasmFile(): string {
  const name = "cedar_wasm_bg.wasm";
  const beside = join(import.meta.dirname, name);
  if (existsSync(beside)) return beside;
  const forNode = createRequire(import.meta.url).resolve("@cedar-policy/cedar-wasm/nodejs"); // the one door that `require` may use
  return join(dirname(dirname(forNode)), "web", name);
}
