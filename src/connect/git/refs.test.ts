import { expect, test } from "vitest";
import { gitRepository } from "../../testing/git-repository.ts";
import { listLooseRefs } from "./index.ts";

test("tags and replacements of blobs and trees are named, those of commits are not", async () => {
  using repository = gitRepository();
  repository.commit("first", { a: "1" });
  repository.commit("second", { a: "2" });
  const place = { root: repository.path, isBare: false };
  repository.git("tag", "commit");
  repository.git("tag", "--annotate", "--message", "m", "noted");
  expect(await listLooseRefs(place)).toEqual([]);
  repository.git("tag", "key", "HEAD:a");
  repository.git("tag", "--annotate", "--message", "m", "signed-key", "HEAD:a");
  repository.git("tag", "tree", "HEAD^{tree}");
  repository.git("replace", "HEAD~1:a", "HEAD:a");
  expect((await listLooseRefs(place)).map(({ name, type }) => [name.replace(/[0-9a-f]{40}/, "ID"), type])).toEqual([
    ["refs/replace/ID", "blob"],
    ["refs/tags/key", "blob"],
    ["refs/tags/signed-key", "blob"],
    ["refs/tags/tree", "tree"],
  ]);
});
