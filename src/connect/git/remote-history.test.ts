import { join } from "node:path";
import { expect, test } from "vitest";
import { gitRepository } from "../../testing/git-repository.ts";
import { commitsOf } from "./index.ts";

test("commits of branches and tags belong to a repository, those that lie about do not", async () => {
  using repository = gitRepository();
  const first = repository.commit("first", { a: "1" });
  repository.git("checkout", "--quiet", "-b", "side");
  const tagged = repository.commit("tagged", { a: "2" });
  repository.git("tag", "v1");
  const lost = repository.commit("lost", { a: "3" });
  repository.git("checkout", "--quiet", "main");
  repository.git("branch", "--quiet", "-D", "side");
  repository.git("update-ref", "refs/pull/1/head", lost);
  const none = "0".repeat(40);
  const blob = repository.git("rev-parse", "HEAD:a");
  const known = await commitsOf(join(repository.path, ".git"), [first, tagged, lost, none, blob], { offline: true });
  expect([...known]).toEqual([first, tagged]);
});

test.each([
  ["https://forge.example/o/r", "connect/offline"],
  ["/nowhere/at/all", "connect/no-repository"],
  ["--upload-pack=touch", "git/bad-address"],
])("%s is refused: %s", async (address, code) => {
  await expect(commitsOf(address, ["0".repeat(40)], { offline: true })).rejects.toMatchObject({ code });
});
