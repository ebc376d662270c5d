import { expect, test } from "vitest";
import { gitRepository } from "../../testing/git-repository.ts";
import { readAuthors } from "./commits.ts";

test("who wrote commits, and no word of those that are not here", async () => {
  using repository = gitRepository();
  const [first, second] = [repository.commit("first", { a: "1" }), repository.commit("second", { a: "2" })];
  const place = { root: repository.path, isBare: false };
  const authors = await readAuthors(place, [second, "12".repeat(20), first]);
  expect([...authors].sort()).toEqual(
    [
      [first, { name: "Ada", mail: "ada@example.com", date: "2026-01-01T00:01:00+00:00" }],
      [second, { name: "Ada", mail: "ada@example.com", date: "2026-01-01T00:02:00+00:00" }],
    ].sort(),
  );
  expect(await readAuthors(place, [])).toEqual(new Map());
  await expect(readAuthors(place, ["--all"])).rejects.toThrow("not a full commit id");
});
