#!/usr/bin/env node
// Starts Waybill on a Node that can run it. A clone runs its source; the published package, which has none, its bundle.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const needed = [24, 15];
const [major, minor] = process.versions.node.split(".").map(Number);

if (major > needed[0] || (major === needed[0] && minor >= needed[1])) {
  const source = new URL("../src/cli/main.ts", import.meta.url);
  const entry = existsSync(source) ? source : new URL("../dist/main.js", import.meta.url);
  await import(entry.href);
} else {
  startUnderOwnNode();
}

function startUnderOwnNode() {
  const node = ownNode();
  if (node === undefined) {
    process.stderr.write(
      `waybill needs Node ${needed.join(".")} or newer; this is ${process.versions.node}.\n` +
        `Install a newer Node, or reinstall waybill with optional packages so that it brings its own.\n`,
    );
    process.exit(2);
  }
  const run = spawnSync(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  process.exit(run.status ?? 128 + (run.signal === "SIGINT" ? 2 : 15));
}

function ownNode() {
  try {
    const home = createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/package.json`);
    return fileURLToPath(new URL("bin/node", `file://${home}`));
  } catch {
    return undefined;
  }
}
