import { join } from "node:path";
import { expect, test } from "vitest";
import { gitRepository } from "../../testing/git-repository.ts";
import { listRemote } from "./index.ts";

test("tags and branches of a repository, annotated tags with the commit behind them", async () => {
  using repository = gitRepository();
  const first = repository.commit("first", { a: "1" });
  repository.git("tag", "v1.0.0");
  const second = repository.commit("second", { a: "2" });
  repository.git("tag", "--annotate", "v2", "--message", "second");
  repository.git("clone", "--quiet", "--bare", ".", "bare.git");
  const refs = await listRemote(join(repository.path, "bare.git"), { offline: true });
  expect(refs).toEqual([
    { name: "refs/heads/main", commit: second },
    { name: "refs/tags/v1.0.0", commit: first },
    { name: "refs/tags/v2", commit: second },
  ]);
});

test.each([
  ["https://user:pass@forge.example/o/r", "git/bad-address"],
  ["http://forge.example/o/r", "git/bad-address"],
  ["ext::sh -c touch% /tmp/x", "git/bad-address"],
  ["--upload-pack=touch", "git/bad-address"],
  ["relative/path", "git/bad-address"],
  ["https://forge.example/o/r", "connect/offline"],
  ["/nowhere/at/all", "connect/no-repository"],
])("%s is refused: %s", async (address, code) => {
  await expect(listRemote(address, { offline: true })).rejects.toMatchObject({ code });
});
