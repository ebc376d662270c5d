import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { gitRepository } from "../../testing/git-repository.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { installHooks, listHistory } from "./index.ts";

const HOOKS = [{ name: "pre-commit", script: "#!/bin/sh\n# ours\n" }] as const;

test.each([
  [undefined, ".git/hooks/pre-commit"],
  [".husky", ".husky/pre-commit"],
])("with core.hooksPath %s the hook is %s, also seen from another working tree", async (setting, path) => {
  using repository = gitRepository();
  repository.commit("first", { a: "1" });
  if (setting !== undefined) repository.git("config", "core.hooksPath", setting);
  const [written] = await installHooks({ root: repository.path, isBare: false }, HOOKS, "# ours");
  expect(written).toBe(join(repository.path, path));
  repository.git("worktree", "add", "--quiet", "inside");
  const [other] = await installHooks({ root: join(repository.path, "inside"), isBare: false }, HOOKS, "# ours");
  expect(other).toBe(join(repository.path, setting === undefined ? path : `inside/${path}`));
});

test("nothing is written beside another hook", async () => {
  using repository = gitRepository();
  repository.write({ ".git/hooks/pre-push": "#!/bin/sh\n" });
  const hooks = [...HOOKS, { name: "pre-push", script: "# ours" }] as const;
  const installing = installHooks({ root: repository.path, isBare: false }, hooks, "# ours");
  await expect(installing).rejects.toMatchObject({ code: "git/other-hook" });
  expect(existsSync(join(repository.path, ".git/hooks/pre-commit"))).toBe(false);
});

test("of what is unpushed, only what no remote has", async () => {
  using origin = gitRepository("--bare");
  using clone = gitRepository();
  clone.git("remote", "add", "origin", origin.path);
  clone.commit("first", { pushed: "1" });
  clone.git("push", "--quiet", "origin", "main");
  const middle = clone.commit("second", { middle: "2" });
  clone.commit("third", { last: "3" });
  const place = { root: clone.path, isBare: false };
  const names = async (commit: string) => (await listHistory(place, { unpushed: [commit] })).paths.toSorted();
  expect(await names(middle)).toEqual(["middle"]);
  expect(await names(clone.git("rev-parse", "HEAD"))).toEqual(["last", "middle"]);
  await expect(listHistory(place, { unpushed: ["--all"] })).rejects.toThrow("not a full commit id");
});

test("hooks that git would never run are not written: those of the person's own configuration come first", async () => {
  using repository = gitRepository();
  using home = temporaryFolder({ config: "[core]\n\thooksPath = /everywhere/hooks\n" });
  const place = { root: repository.path, isBare: false };
  const hooks = [{ name: "pre-commit", script: "#!/bin/sh\n# ours\n" }] as const;
  process.env["GIT_CONFIG_GLOBAL"] = join(home.path, "config");
  try {
    await expect(installHooks(place, hooks, "ours")).rejects.toMatchObject({
      code: "git/hooks-elsewhere",
      message: expect.stringContaining("/everywhere/hooks"),
    });
    expect(existsSync(join(repository.path, ".git/hooks/pre-commit"))).toBe(false);
    repository.git("config", "core.hooksPath", ".git/hooks");
    expect(await installHooks(place, hooks, "ours")).toEqual([join(repository.path, ".git/hooks/pre-commit")]);
  } finally {
    delete process.env["GIT_CONFIG_GLOBAL"];
  }
});
