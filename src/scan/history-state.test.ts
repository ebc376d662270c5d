import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createNetwork } from "../connect/network.ts";
import { DEFAULT_CONFIGURATION } from "../core/configuration.ts";
import { identityKeyOf } from "../core/identity.ts";
import { DEFAULT_LIMITS, type Limits } from "../core/limits.ts";
import { openTarget } from "../sources/index.ts";
import { type GitRepository, gitRepository } from "../testing/git-repository.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { HistoryState } from "./history-state.ts";
import { scan } from "./run.ts";

/** Not written out, so that no scanner takes this file for one that holds a credential. */
const token = (letter: string) => ["glpat", `${letter}xK93mQ7vLp2RtYw8ZbN`].join("-");

interface Looked {
  readonly found: string[];
  /** Blobs that were looked at, and those left out. */
  readonly entries: number;
  readonly known: number;
  readonly remark: string | undefined;
  readonly written: boolean;
}

async function look({ path }: GitRepository, file?: string, limits: Limits = DEFAULT_LIMITS): Promise<Looked> {
  const configuration = DEFAULT_CONFIGURATION;
  const state =
    file === undefined ? undefined : new HistoryState(file, (identity) => identityKeyOf(configuration, identity));
  const network = createNetwork({ offline: true, hosts: [] });
  const opened = await openTarget(`git:${path}`, {
    network,
    cacheDirectory: "/nowhere",
    limits,
    history: true,
    ...(state !== undefined && { known: state.known }),
  });
  const result = await scan({
    opened: state?.withKept(opened) ?? opened,
    configuration,
    network,
    dataDirectory: "/nowhere",
    limits,
    selection: { only: ["secrets"], skip: [] },
    jobs: 1,
    now: new Date(0),
    explain: false,
  });
  const next = state?.next(result);
  if (next !== undefined && "text" in next && file !== undefined) writeFileSync(file, next.text);
  const sources = result.coverage.find(({ analyzer }) => analyzer === "sources/files")?.examined ?? {};
  return {
    found: result.findings.map(({ id, locations }) => JSON.stringify([id, locations])).sort(),
    entries: sources["entries"] ?? 0,
    known: sources["looked at before, by the state file"] ?? 0,
    remark: state?.remark,
    written: next !== undefined && "text" in next,
  };
}

test("the second look costs only what is new, and says the same as a look without the file", async () => {
  using repository = gitRepository();
  using place = temporaryFolder();
  const file = join(place.path, "state");
  repository.commit("first", { a: `t = "${token("a")}"`, b: "nothing" });
  repository.commit("second", { a: null });
  const first = await look(repository, file);
  expect(first).toMatchObject({ known: 0, remark: undefined, written: true });
  expect(first.found).toHaveLength(1);
  expect(readFileSync(file, "utf8")).not.toContain(token("a"));

  const same = await look(repository, file);
  expect(same).toMatchObject({ found: first.found, known: 2, entries: 1 });

  repository.commit("third", { c: `u = "${token("b")}"` });
  const third = await look(repository, file);
  expect(third.known).toBe(2);
  expect(third.found).toEqual((await look(repository)).found);
  expect(third.found).toHaveLength(2);
});

test("a version that held a credential is gone: all is looked at anew, so what stands elsewhere is found", async () => {
  using repository = gitRepository();
  using place = temporaryFolder();
  const file = join(place.path, "state");
  repository.commit("root", { r: "r" });
  repository.commit("old", { a: `t = "${token("a")}"` });
  repository.commit("newer", { a: `t = "${token("a")}"\nand more` });
  const kept = repository.git("rev-parse", "HEAD:a");
  expect((await look(repository, file)).found).toHaveLength(1);

  repository.git("checkout", "--quiet", "--orphan", "rewritten", "HEAD");
  repository.git("commit", "--quiet", "--message", "rewritten");
  repository.git("branch", "-D", "main");
  repository.git("reflog", "expire", "--expire=now", "--all");
  repository.git("gc", "--quiet", "--prune=now");
  expect(repository.git("rev-parse", "HEAD:a")).toBe(kept);
  const { found } = await look(repository);
  expect(found).toHaveLength(1);
  expect(await look(repository, file)).toMatchObject({ found, known: 0, remark: expect.any(String), written: true });
});

test.each([
  ["cut off", (text: string) => text.slice(0, text.length >> 1)],
  ["changed", (text: string) => text.replace(/"commit":"./, '"commit":"x')],
  ["empty", () => ""],
  ["something else", () => '{"schema":"another"}\n'],
  ["another key's", (text: string) => text.replace(/"key":"./, '"key":"x')],
])("a file that is %s is not believed, and replaced", async (_, damage) => {
  using repository = gitRepository();
  using place = temporaryFolder();
  const file = join(place.path, "state");
  repository.commit("first", { a: `t = "${token("a")}"` });
  const first = await look(repository, file);
  writeFileSync(file, damage(readFileSync(file, "utf8")));
  expect(await look(repository, file)).toMatchObject({ found: first.found, known: 0, remark: expect.any(String) });
  expect(await look(repository, file)).toMatchObject({ found: first.found, known: 1, remark: undefined });
});

test("another repository's file is not believed", async () => {
  using repository = gitRepository();
  using other = gitRepository();
  using place = temporaryFolder();
  const file = join(place.path, "state");
  repository.commit("first", { a: `t = "${token("a")}"` });
  other.commit("other", { a: `t = "${token("a")}"`, b: "b" });
  await look(other, file);
  expect(await look(repository, file)).toMatchObject({
    known: 0,
    remark: expect.stringContaining("another repository"),
  });
});

test("a blob that could not be looked at is looked at again", async () => {
  using repository = gitRepository();
  using place = temporaryFolder();
  const file = join(place.path, "state");
  repository.commit("first", { large: "x".repeat(300), small: "s" });
  const limits = { ...DEFAULT_LIMITS, wholeFileBytes: 200 };
  expect(await look(repository, file, limits)).toMatchObject({ known: 0, written: true });
  expect(await look(repository, file, limits)).toMatchObject({ known: 1 });
  expect(existsSync(file)).toBe(true);
});
