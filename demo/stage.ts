import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeOciLayout } from "../src/testing/image-builder.ts";
import { writeAdvisories } from "./advisories.ts";
import { type Endpoints, startEndpoints } from "./endpoints.ts";
import { makeForge } from "./forge.ts";
import { buildImages } from "./images.ts";
import { makeShop } from "./shop-repository.ts";

const LAUNCHER = join(import.meta.dirname, "..", "bin", "waybill.js");

/** Everything that the story needs, built into one folder, with what listens on this machine. */
export interface Stage extends AsyncDisposable {
  readonly folder: string;
  readonly endpoints: Endpoints;
  /** What a person would set to go on by hand; every child gets it, too. */
  readonly environment: Readonly<Record<string, string>>;
}

export async function setStage(folder: string): Promise<Stage> {
  const images = buildImages();
  const endpoints = await startEndpoints(images);
  const environment = { XDG_DATA_HOME: join(folder, "data"), XDG_CACHE_HOME: join(folder, "cache") };
  writeAdvisories(join(folder, "advisories"));
  makeForge(join(folder, "forge"));
  makeShop(join(folder, "shop"), images, endpoints);
  writeOciLayout(join(folder, "image"), [{ image: images.shop }]);
  writeOciLayout(join(folder, "rebuilt"), [{ image: images.rebuilt }]);
  writeCommand(folder, environment);
  return { folder, endpoints, environment, [Symbol.asyncDispose]: () => endpoints[Symbol.asyncDispose]() };
}

/** A command `waybill` that knows this folder alone, for who goes on by hand. */
function writeCommand(folder: string, environment: Stage["environment"]): void {
  const settings = Object.entries(environment).map(([name, value]) => `export ${name}=${quoted(value)}\n`);
  const command = join(folder, "bin", "waybill");
  mkdirSync(join(folder, "bin"));
  writeFileSync(command, `#!/bin/sh\n${settings.join("")}exec ${quoted(process.execPath)} ${quoted(LAUNCHER)} "$@"\n`);
  chmodSync(command, 0o755);
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
