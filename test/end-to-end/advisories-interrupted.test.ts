import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { temporaryFolder } from "../../src/testing/temporary-folder.ts";
import { buildZip } from "../../src/testing/zip-builder.ts";

const MAIN = join(import.meta.dirname, "..", "..", "src", "cli", "main.ts");

function feed(folder: string, records: number, mark: string): string {
  const files = Array.from({ length: records }, (_, at) => {
    const affected = [
      { package: { ecosystem: "npm", name: `p${at}` }, ranges: [{ type: "SEMVER", events: [{ introduced: "0" }] }] },
    ];
    return [`${mark}-${at}.json`, JSON.stringify({ id: `${mark}-${at}`, modified: "2026-01-01T00:00:00Z", affected })];
  });
  const path = join(folder, mark, "npm");
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "all.zip"), buildZip(Object.fromEntries(files)));
  return join(folder, mark);
}

/** Nothing of what runs here may end up in the caller's own folders. */
const env = { ...process.env, XDG_CACHE_HOME: join(tmpdir(), `waybill-interrupted-${process.pid}`) };
afterAll(() => rmSync(env.XDG_CACHE_HOME, { recursive: true, force: true }));

const waybill = (...words: string[]) => spawnSync(process.execPath, [MAIN, ...words], { encoding: "utf8", env });

test("an import that is killed at any moment leaves the old database or the new one, whole", {
  timeout: 180_000,
}, async () => {
  using folder = temporaryFolder();
  const data = join(folder.path, "data");
  expect(waybill("advisories", "import", feed(folder.path, 10, "OLD"), "--data", data).status).toBe(0);
  const next = feed(folder.path, 3000, "NEW");
  const seen = new Set<string>();
  for (let kill = 0; kill < 50; kill++) {
    await killAfter(100 + kill * 12, ["advisories", "import", next, "--data", data]);
    const pointer = JSON.parse(readFileSync(join(data, "advisories.json"), "utf8")) as { file: string; sha256: string };
    expect(readdirSync(data)).toContain(pointer.file);
    seen.add(pointer.sha256);
  }
  const verified = waybill("advisories", "verify", "--data", data);
  expect([verified.status, verified.stderr]).toEqual([0, ""]);
  expect(waybill("advisories", "import", next, "--data", data).status).toBe(0);
  expect(readdirSync(data).filter((name) => /building|adopting|lock/.test(name))).toEqual([]);
  expect(seen.size).toBeGreaterThan(0);
});

function killAfter(milliseconds: number, words: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [MAIN, ...words], { stdio: "ignore", env });
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill("SIGKILL"), milliseconds);
    child.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

test("a disk that is full in the middle leaves the old database in force, and says so", () => {
  using folder = temporaryFolder();
  const data = join(folder.path, "data");
  expect(waybill("advisories", "import", feed(folder.path, 10, "OLD"), "--data", data).status).toBe(0);
  const before = readFileSync(join(data, "advisories.json"), "utf8");
  // No file may grow beyond 64 KiB: the same fault as a full disk, for whoever writes.
  const words = [process.execPath, MAIN, "advisories", "import", feed(folder.path, 3000, "NEW"), "--data", data];
  const full = spawnSync("sh", ["-c", 'trap "" XFSZ; ulimit -f 128; exec "$@"', "sh", ...words], {
    encoding: "utf8",
    env,
  });
  expect(full.status).not.toBe(0);
  expect(full.stderr).not.toBe("");
  expect(readFileSync(join(data, "advisories.json"), "utf8")).toBe(before);
  expect(waybill("advisories", "verify", "--data", data).status).toBe(0);
  expect(readdirSync(data).filter((name) => name.startsWith("building"))).toEqual([]);
});
