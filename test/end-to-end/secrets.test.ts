import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Maker } from "../../src/secrets/samples.ts";
import { gitRepository } from "../../src/testing/git-repository.ts";
import { reportOf, runWaybill } from "../../src/testing/run-waybill.ts";
import { temporaryFolder } from "../../src/testing/temporary-folder.ts";

const make = new Maker("end to end");
const first = make.withChecksum("ghp_");
const second = make.withChecksum("ghp_");
const LAUNCHER = join(import.meta.dirname, "..", "..", "bin", "waybill.js");

test("a baseline holds for its values and for no new one, wherever they move", async () => {
  using home = temporaryFolder();
  using folder = temporaryFolder();
  folder.write({ "a.env": `T=${first}\n` });
  const file = join(home.path, "secrets.baseline");
  const accepted = ["--baseline", file, "--owner", "team", "--reason", "revoked", "--until", "2999-01-01"];
  const wrote = await runWaybill(home.path, ["secrets", "accept", folder.path, ...accepted]);
  expect([wrote.status, wrote.stderr]).toEqual([0, `waybill: 1 finding added to ${file}\n`]);
  const kept = readFileSync(file, "utf8");
  expect(kept).toMatch(/^\{"id":"[\da-f]{24}","rule":"secrets\/github-token","owner":"team".*\}\n$/);
  expect(kept).not.toContain(first.slice(4, 20));

  const look = ["secrets", folder.path, "--format", "json", "--baseline", file];
  folder.write({ "a.env": "", "moved/b.env": `\n\nOTHER=${first}\n` });
  const moved = await runWaybill(home.path, look);
  expect([moved.status, reportOf(moved).findings.map(({ suppressed }) => suppressed)]).toEqual([
    0,
    [{ by: "team", reason: "revoked", until: "2999-01-01" }],
  ]);
  folder.write({ "moved/b.env": `\n\nOTHER=${second}\n` });
  expect((await runWaybill(home.path, look)).status).toBe(1);

  writeFileSync(file, kept.replace("2999", "2001"));
  folder.write({ "moved/b.env": `\n\nOTHER=${first}\n` });
  const ended = await runWaybill(home.path, look);
  expect([ended.status, reportOf(ended).expired]).toEqual([1, [expect.stringContaining("(team, until 2001-01-01)")]]);
});

test("accepting again changes nothing, and what is missing or wrong is said", async () => {
  using home = temporaryFolder();
  home.write({ "a/x.env": `T=${first}\n`, broken: "{}\n" });
  const accept = (...words: string[]) => runWaybill(home.path, ["secrets", "accept", "a", ...words]);
  const all = ["--baseline", "b", "--owner", "o", "--reason", "r", "--until", "2999-01-01"];
  await accept(...all);
  const once = readFileSync(join(home.path, "b"), "utf8");
  await accept(...all);
  expect(readFileSync(join(home.path, "b"), "utf8")).toBe(once);
  expect(await accept(...all.slice(0, 6))).toMatchObject({ status: 2, stderr: expect.stringContaining("--until") });
  for (const [file, message] of [
    ["none", "no baseline none"],
    ["broken", "broken, line 1: id"],
  ] as const) {
    const ran = await runWaybill(home.path, ["secrets", "a", "--baseline", file]);
    expect([ran.status, ran.stderr]).toEqual([2, expect.stringContaining(message)]);
  }
});

test("values go to a terminal or a provider only where the call and the configuration say so", async () => {
  using home = temporaryFolder();
  home.write({
    "a/x.env": `T=${first}\n`,
    "b/waybill.yaml": "secrets:\n  validateAt:\n    github: http://127.0.0.1:9\n",
  });
  home.write({ "b/x.env": `T=${first}\n` });
  for (const [words, environment, message] of [
    [["a", "--validate"], {}, "nobody is"],
    [["b", "--validate"], { CI: "true" }, "does not do that in a CI"],
    [["a", "--show-secrets"], {}, "on a terminal alone"],
  ] as const) {
    const ran = await runWaybill(home.path, ["secrets", ...words], { environment });
    expect([ran.status, ran.stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(ran.stdout + ran.stderr).not.toContain(first.slice(8));
  }
  const asked = await runWaybill(home.path, ["secrets", "b", "--validate", "--format", "json"]);
  expect(reportOf(asked).findings[0]?.evidence.at(-1)?.text).toContain("could not be asked (connect/");
  const unasked = await runWaybill(home.path, ["secrets", "b", "--format", "json"]);
  expect(JSON.stringify(reportOf(unasked))).not.toContain("asked");
});

test("the hooks refuse a commit and a push that bring a credential, and pass what does not", {
  timeout: 60_000,
}, () => {
  using home = temporaryFolder();
  using remote = gitRepository("--bare");
  using clone = gitRepository();
  mkdirSync(join(home.path, "bin"));
  symlinkSync(LAUNCHER, join(home.path, "bin", "waybill"));
  const identity = {
    GIT_AUTHOR_NAME: "A",
    GIT_AUTHOR_EMAIL: "a@b",
    GIT_COMMITTER_NAME: "A",
    GIT_COMMITTER_EMAIL: "a@b",
  };
  const env = {
    ...identity,
    GIT_CONFIG_GLOBAL: "/dev/null",
    HOME: home.path,
    PATH: `${join(home.path, "bin")}:${process.env["PATH"]}`,
    XDG_CACHE_HOME: home.path,
  };
  const git = (...words: string[]) => {
    const { status, stderr, stdout } = spawnSync("git", words, { cwd: clone.path, env, encoding: "utf8" });
    return { status, said: `${stdout}${stderr}` };
  };
  clone.git("remote", "add", "origin", remote.path);
  execFileSync(process.execPath, [LAUNCHER, "secrets", "hook", "install", clone.path], { env, stdio: "pipe" });
  expect(statSync(join(clone.path, ".git/hooks/pre-commit")).mode & 0o111).not.toBe(0);

  clone.write({ "a.txt": "nothing\n" });
  git("add", ".");
  expect(git("commit", "-m", "clean")).toMatchObject({ status: 0 });
  expect(git("push", "origin", "main")).toMatchObject({ status: 0 });

  clone.write({ "b.env": `T=${first}\n` });
  git("add", ".");
  const refused = git("commit", "-m", "leaks");
  expect(refused).toMatchObject({ status: 1, said: expect.stringContaining("GitHub token: ghp_") });
  expect(refused.said).not.toContain(first.slice(4, 20));
  expect(git("commit", "--no-verify", "-m", "leaks all the same")).toMatchObject({ status: 0 });
  clone.write({ "b.env": "" });
  git("add", ".");
  expect(git("commit", "-m", "removed again")).toMatchObject({ status: 0 });
  expect(git("push", "origin", "main")).toMatchObject({
    status: 1,
    said: expect.stringContaining("GitHub token: ghp_"),
  });
  git("reset", "--hard", "origin/main");
  expect(git("push", "origin", "main:other")).toMatchObject({ status: 0 });
  expect(git("push", "origin", "--delete", "other")).toMatchObject({ status: 0 });

  writeFileSync(join(clone.path, ".git/hooks/pre-push"), "#!/bin/sh\n# somebody's own\n");
  const again = spawnSync(process.execPath, [LAUNCHER, "secrets", "hook", "install", clone.path], {
    env,
    encoding: "utf8",
  });
  expect([again.status, again.stderr]).toEqual([2, expect.stringContaining("it was left as it is")]);
});
