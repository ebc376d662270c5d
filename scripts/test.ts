import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Runs every test and closes with one line: so many passed, so many failed. Arguments go to the test runner. */
export function runTests(args: readonly string[] = []): number {
  const folder = mkdtempSync(join(tmpdir(), "waybill-tests-"));
  const summary = join(folder, "summary.json");
  try {
    const runner = join(import.meta.dirname, "..", "node_modules", "vitest", "vitest.mjs");
    const reporters = ["--reporter=dot", "--reporter=json", `--outputFile.json=${summary}`];
    const { status } = spawnSync(process.execPath, [runner, "run", ...reporters, ...args], { stdio: "inherit" });
    const counts = JSON.parse(readFileSync(summary, "utf8")) as Record<string, number>;
    const { numPassedTests: passed = 0, numFailedTests: failed = 0, numPendingTests: skipped = 0 } = counts;
    process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`);
    if (process.env.CI === "true" && skipped > 0) {
      process.stdout.write("A test was skipped, which CI does not allow: something it needs is missing.\n");
      return 1;
    }
    return status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) process.exitCode = runTests(process.argv.slice(2));
