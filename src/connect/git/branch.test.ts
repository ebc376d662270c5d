import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { gitRepository } from "../../testing/git-repository.ts";
import { commitOnBranch } from "./index.ts";

const before = Buffer.from("one\n");
const after = Buffer.from("two\n");

function prepared() {
  const repository = gitRepository();
  repository.git("config", "user.name", "Grace");
  repository.git("config", "user.email", "grace@example.com");
  repository.commit("first", { "run.sh": "one\n", other: "o" });
  return repository;
}

test("the branch holds HEAD with these bytes changed; tree and index stay as they are", async () => {
  using repository = prepared();
  chmodSync(join(repository.path, "run.sh"), 0o755);
  const head = repository.commit("mode", {});
  writeFileSync(join(repository.path, ".git/hooks/reference-transaction"), "#!/bin/sh\ntouch ran\n", { mode: 0o755 });
  repository.write({ other: "changed and not committed" });
  const place = { root: repository.path, isBare: false };
  const commit = await commitOnBranch(place, {
    branch: "waybill/fixes",
    message: "Mend\n\nbody",
    files: [{ path: "run.sh", before, after }],
  });
  expect(repository.git("log", "-1", "--format=%H %P %an %s", "waybill/fixes")).toBe(`${commit} ${head} Grace Mend`);
  expect(repository.git("diff", "--name-only", "main", "waybill/fixes")).toBe("run.sh");
  expect(repository.git("ls-tree", "waybill/fixes", "run.sh")).toContain("100755");
  expect(repository.git("show", "waybill/fixes:run.sh")).toBe("two");
  expect(repository.git("status", "--porcelain")).toBe(" M other".trimEnd());
  expect(readFileSync(join(repository.path, "run.sh"), "utf8")).toBe("one\n");
  expect(existsSync(join(repository.path, "ran"))).toBe(false);
});

test.each([
  ["main", "git/branch-exists"],
  ["--force", "git/bad-branch"],
  ["a..b", "git/bad-branch"],
  ["a b", "git/bad-branch"],
  ["a\0b", "git/bad-branch"],
  ["", "git/bad-branch"],
])("branch %j is refused: %s", async (branch, code) => {
  using repository = prepared();
  const place = { root: repository.path, isBare: false };
  const commit = { branch, message: "m", files: [{ path: "run.sh", before, after }] };
  await expect(commitOnBranch(place, commit)).rejects.toMatchObject({ code });
});

test("a file with changes of somebody's is not swept in", async () => {
  using repository = prepared();
  const place = { root: repository.path, isBare: false };
  const files = [{ path: "run.sh", before: Buffer.from("one\nmine\n"), after }];
  await expect(commitOnBranch(place, { branch: "b", message: "m", files })).rejects.toMatchObject({
    code: "git/not-clean",
  });
});

test("nothing to build on", async () => {
  using repository = gitRepository();
  const place = { root: repository.path, isBare: false };
  await expect(commitOnBranch(place, { branch: "b", message: "m", files: [] })).rejects.toMatchObject({
    code: "git/no-commit",
  });
});
