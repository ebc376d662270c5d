import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { gitRepository } from "../../testing/git-repository.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { readGit } from "./git.ts";
import { listCommit, listFiles, listHistory, readBlobs, readSizes, readState } from "./index.ts";

test("tracked and untracked files are listed, ignored ones are counted, a folder as one", async () => {
  using repository = gitRepository();
  repository.commit("first", { ".gitignore": "*.log\nnode_modules/\n", "a.txt": "a", "b c/ü.txt": "b" });
  repository.write({ "new.txt": "n", "x.log": "x", "node_modules/p/index.js": "p", "node_modules/q.js": "q" });
  const place = { root: repository.path, isBare: false };
  expect(await listFiles(place)).toEqual({
    paths: [".gitignore", "a.txt", "b c/ü.txt", "new.txt"],
    repositories: [],
    ignored: 2,
  });
  expect((await listFiles(place, { includeIgnored: true })).paths).toContain("node_modules/p/index.js");
});

test("repositories inside are named and not entered", async () => {
  using repository = gitRepository();
  repository.commit("first", { "a.txt": "a" });
  mkdirSync(join(repository.path, "inner"));
  repository.git("init", "--quiet", "inner");
  repository.write({ "inner/file": "f" });
  const { paths, repositories } = await listFiles({ root: repository.path, isBare: false });
  expect([paths, repositories]).toEqual([["a.txt"], ["inner"]]);
});

test("head, roots and origin", async () => {
  using repository = gitRepository();
  const place = { root: repository.path, isBare: false };
  expect(await readState(place)).toEqual({ roots: [], isShallow: false });
  const first = repository.commit("first", { a: "1" });
  const second = repository.commit("second", { a: "2" });
  repository.git("remote", "add", "origin", "https://example.com/o/r.git");
  expect(await readState(place)).toEqual({
    head: second,
    roots: [first],
    isShallow: false,
    origin: "https://example.com/o/r.git",
  });
});

test("a bare repository's HEAD tree", async () => {
  using repository = gitRepository();
  repository.commit("first", { "a.txt": "four", "d/b": "b" });
  repository.git("clone", "--quiet", "--bare", ".", "bare.git");
  const bare = { root: join(repository.path, "bare.git"), isBare: true };
  const { blobs, submodules } = await listCommit(bare, "HEAD");
  expect(blobs.map(({ path, size, mode }) => [path, size, mode])).toEqual([
    ["a.txt", 4, 0o100644],
    ["d/b", 1, 0o100644],
  ]);
  expect(submodules).toBe(0);
});

test("history: every blob once, with the oldest commit under each path; merges and removed files too", async () => {
  using repository = gitRepository();
  const first = repository.commit("first", { ".env": "secret", a: "1" });
  const second = repository.commit("second", { ".env": null, a: "2", copy: "secret" });
  repository.git("checkout", "--quiet", "-b", "side", first);
  repository.commit("side", { side: "s" });
  repository.git("merge", "--no-commit", "--no-ff", "-s", "ours", "main");
  const merge = repository.commit("merge", { a: "only in the merge" });
  const place = { root: repository.path, isBare: false };
  const history = await listHistory(place);
  const found = history.ids.map((_, blob) => {
    const [from, to] = history.firstPlace.subarray(blob, blob + 2);
    return history.paths.slice(from, to).map((path, index) => [path, history.commits[(from ?? 0) + index]]);
  });
  expect(found).toContainEqual([
    [".env", first],
    ["copy", second],
  ]);
  expect(found).toContainEqual([["a", second]]);
  expect(found).toContainEqual([["a", merge]]);
  expect(history.ids).toHaveLength(5);
  expect(new Set(history.ids).size).toBe(5);
});

test("history: amended commits, a deleted branch and every stash, with its untracked files", async () => {
  using repository = gitRepository();
  repository.commit("first", { a: "1" });
  repository.commit("second", { a: "amended away" });
  repository.git("reset", "--hard", "HEAD~1");
  repository.git("switch", "--quiet", "--create", "aside");
  repository.commit("aside", { b: "deleted with its branch" });
  repository.git("switch", "--quiet", "main");
  repository.git("branch", "-D", "aside");
  for (const text of ["older", "newer"]) {
    repository.write({ a: `${text} stash`, untracked: `${text} untracked` });
    repository.git("stash", "push", "--include-untracked");
  }
  const { ids } = await listHistory({ root: repository.path, isBare: false });
  const blobs = ids.map((blob) => repository.git("cat-file", "blob", blob));
  expect(blobs.sort()).toEqual([
    "1",
    "amended away",
    "deleted with its branch",
    "newer stash",
    "newer untracked",
    "older stash",
    "older untracked",
  ]);
});

test("blobs come in order; missing ones are told", async () => {
  using repository = gitRepository();
  repository.commit("first", { a: "alpha", b: "", c: "gamma\n" });
  const place = { root: repository.path, isBare: false };
  const ids = ["a", "b", "c"].map((path) => repository.git("rev-parse", `HEAD:${path}`));
  const none = "0".repeat(40);
  const asked = [ids[0] ?? "", none, ids[1] ?? "", ids[2] ?? "", repository.git("rev-parse", "HEAD")];
  expect(await readSizes(place, asked)).toEqual([5, undefined, 0, 6, undefined]);
  const told: string[] = [];
  await readBlobs(place, asked, {
    begin: (index, size) => told.push(`${index}:${size}`),
    push: (chunk) => told.push(chunk.toString()),
    end: () => told.push("end"),
    missing: (index) => told.push(`missing ${index}`),
  });
  expect(told).toEqual(["0:5", "alpha", "end", "missing 1", "2:0", "end", "3:6", "gamma\n", "end", "missing 4"]);
});

test("a hostile repository's settings run nothing and move nothing", async () => {
  using repository = gitRepository();
  repository.commit("first", { a: "1" });
  repository.commit("second", { a: "2" });
  const script = join(repository.path, "..", `${repository.path.split("/").at(-1)}-ran`);
  const program = repository.write({ "run.sh": `#!/bin/sh\ntouch ${script}\n` });
  chmodSync(join(program, "run.sh"), 0o755);
  const run = join(program, "run.sh");
  for (const key of [
    "core.fsmonitor",
    "core.pager",
    "diff.external",
    "gpg.program",
    "core.sshCommand",
    "diff.x.textconv",
  ]) {
    repository.git("config", key, run);
  }
  repository.git("config", "log.showSignature", "true");
  repository.git("config", "core.worktree", "/etc");
  repository.git("config", "protocol.ext.allow", "always");
  repository.git("config", "remote.origin.url", `ext::${run}`);
  repository.git("config", "remote.origin.promisor", "true");
  repository.git("config", "extensions.partialClone", "origin");
  writeFileSync(join(repository.path, ".git/hooks/post-index-change"), `#!/bin/sh\ntouch ${script}\n`, { mode: 0o755 });
  const place = { root: repository.path, isBare: false };
  expect((await listFiles(place)).paths).toEqual(["a", "run.sh"]);
  expect((await listHistory(place)).ids).toHaveLength(2);
  const missing = "1".repeat(40);
  expect(await readSizes(place, [missing])).toEqual([undefined]);
  await readState(place);
  expect(existsSync(script)).toBe(false);
});

test("an environment made by a hook does not lead to another repository", async () => {
  using repository = gitRepository();
  const head = repository.commit("first", { a: "1" });
  process.env["GIT_DIR"] = "/nowhere";
  try {
    expect((await readState({ root: repository.path, isBare: false })).head).toBe(head);
  } finally {
    delete process.env["GIT_DIR"];
  }
});

test("what git complains of is told in one line", async () => {
  using folder = temporaryFolder();
  const failing = readState({ root: folder.path, isBare: false });
  await expect(failing).rejects.toMatchObject({
    code: "git/failed",
    message: expect.stringMatching(/^git rev-parse failed: fatal: not a git repository/),
  });
});

test("no git: the message names what to install", async () => {
  using folder = temporaryFolder();
  const path = process.env["PATH"];
  process.env["PATH"] = folder.path;
  try {
    const failing = readGit({ root: folder.path, isBare: false }, ["version"]);
    await expect(failing).rejects.toMatchObject({
      code: "git/missing",
      advice: expect.stringContaining("Install git"),
    });
  } finally {
    process.env["PATH"] = path;
  }
});
