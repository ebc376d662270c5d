import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { runTests } from "./test.ts";

const root = join(import.meta.dirname, "..");

/** Each holds the whole tree against one promise. */
const STEPS: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ["format", "biome", "ci", "--colors=off", "--max-diagnostics=10", "."],
  ["lint with types", "oxlint", "--type-aware", "src", "test", "bench", "demo", "scripts"],
  ["types", "tsc", "-p", "."],
  ["unused code", "knip"],
  ["linear patterns", "node", "scripts/linear-patterns.ts"],
  ["generated pages", "node", "scripts/write-docs.ts", "--check"],
];

const results = STEPS.map(([name, command, ...args]) => {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, PATH: `${join(root, "node_modules", ".bin")}:${process.env.PATH ?? ""}` },
  });
  process.stdout.write(`${status === 0 ? "✓" : "✗"} ${name}\n`);
  return status === 0;
});

const failed = results.filter((held) => !held).length;
const tests = process.argv.includes("--static") ? 0 : runTests();
process.stdout.write(`${results.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 && tests === 0 ? 0 : 1;
