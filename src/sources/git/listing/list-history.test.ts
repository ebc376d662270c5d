import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type History, listHistory, listTips } from "../../../connect/git/index.ts";
import { type GitRepository, gitRepository } from "../../../testing/git-repository.ts";
import { PackShelf } from "../packs/pack-shelf.ts";
import { listPackedHistory } from "./list-history.ts";

async function listBoth(repository: GitRepository, hashBytes = 20) {
  const place = { root: repository.path, isBare: false };
  const objects = join(repository.path, ".git/objects");
  const shelf = new PackShelf(objects, hashBytes);
  const own = await listPackedHistory(shelf, objects, await listTips(place));
  shelf.close();
  return { own: own && rows(own), git: rows(await listHistory(place)) };
}

function rows({ ids, firstPlace, paths, commits, times, modes }: History): string[] {
  const places = (blob: number) => {
    const [from, to] = firstPlace.subarray(blob, blob + 2);
    return paths.slice(from, to).map((path, i) => {
      const at = (from ?? 0) + i;
      return `${path} ${commits[at]} ${times[at]} ${modes[at]?.toString(8)}`;
    });
  };
  return ids.map((id, blob) => [id, ...places(blob)].join("\n")).sort();
}

/** What a commit does: its parents by their distance, its date, and what it puts where. */
const STEP = fc.record({
  parents: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }),
  minute: fc.integer({ min: 0, max: 12 }),
  puts: fc.array(
    fc.record({
      path: fc.constantFrom("a", "a/b", "a/c", "a.x", "a0", "d/e/f", "d/e/g", "d/h", "ü", "z"),
      mode: fc.constantFrom("100644", "100755", "120000", "D"),
      content: fc.integer({ min: 0, max: 4 }),
    }),
    { maxLength: 4 },
  ),
});
type Step = typeof STEP extends fc.Arbitrary<infer S> ? S : never;

/** For `git fast-import`, which takes any dates and any number of parents. */
function asStream(steps: readonly Step[]): string {
  const commits = steps.map(({ parents, minute, puts }, index) => {
    const named = [...new Set(parents.map((back) => index - back).filter((parent) => parent >= 0))];
    const [first, ...others] = named.map((parent) => `:${parent + 1}`);
    const person = `A <a@example.com> ${1_700_000_000 + minute * 60} +0000`;
    const changes = puts.map(({ path, mode, content }) =>
      mode === "D" ? `D ${path}\n` : `M ${mode} inline ${path}\ndata 9\ncontent ${content}\n`,
    );
    return [
      `reset refs/heads/b${index}\ncommit refs/heads/b${index}\nmark :${index + 1}\n`,
      `author ${person}\ncommitter ${person}\ndata 1\n${index % 10}\n`,
      ...(first === undefined ? [] : [`from ${first}\n`]),
      ...others.map((other) => `merge ${other}\n`),
      ...changes,
    ].join("");
  });
  return `${commits.join("\n")}\ndone\n`;
}

test("any history, merges and wrong clocks and all: what git lists", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(STEP, { minLength: 1, maxLength: 14 }), fc.boolean(), async (steps, repacked) => {
      using repository = gitRepository();
      execFileSync("git", ["fast-import", "--quiet", "--done", "--force"], {
        cwd: repository.path,
        input: asStream(steps),
      });
      if (repacked) repository.git("repack", "-adfq", "--depth=5");
      const { own, git } = await listBoth(repository);
      expect(own).toEqual(git);
    }),
    { numRuns: 25 },
  );
});

test.each([[[], 20] as const, [["--object-format=sha256"], 32] as const])(
  "loose objects beside packs, a stash and a reflog: %s",
  async (options, hashBytes) => {
    using repository = gitRepository(...options);
    repository.git("config", "user.email", "a@example.com");
    const first = repository.commit("first", { "a/b": "1", c: "2" });
    repository.git("repack", "-adq");
    repository.commit("second", { "a/b": "3", "d/e": "1" });
    repository.git("reset", "--quiet", "--hard", first);
    repository.write({ c: "changed" });
    repository.git("stash");
    const { own, git } = await listBoth(repository, hashBytes);
    expect(own).toEqual(git);
    expect(own).toHaveLength(4);
  },
);

test("submodules are passed over, and a commit that git writes in no such way is left to it", async () => {
  using repository = gitRepository();
  const commit = repository.commit("first", { a: "1" });
  repository.git("update-index", "--add", "--cacheinfo", `160000,${commit},sub`);
  repository.git("commit", "--quiet", "-m", "with a submodule");
  const { own, git } = await listBoth(repository);
  expect(own).toEqual(git);
  const tree = repository.git("rev-parse", "HEAD^{tree}");
  writeFileSync(join(repository.path, "odd"), `tree ${tree}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> soon\n\nm\n`);
  const odd = repository.git("hash-object", "-t", "commit", "-w", "--literally", "odd");
  repository.git("update-ref", "refs/heads/odd", odd);
  expect((await listBoth(repository)).own).toBeUndefined();
});

test("where a tree is missing, git is asked", async () => {
  using repository = gitRepository();
  repository.commit("first", { "a/b": "1" });
  const tree = repository.git("rev-parse", "HEAD:a");
  const tips = await listTips({ root: repository.path, isBare: false });
  const objects = join(repository.path, ".git/objects");
  rmSync(join(objects, tree.slice(0, 2), tree.slice(2)), { force: true });
  const shelf = new PackShelf(objects, 20);
  expect(await listPackedHistory(shelf, objects, tips)).toBeUndefined();
});
