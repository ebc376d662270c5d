import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type TemporaryFolder, temporaryFolder } from "../../testing/temporary-folder.ts";
import { openTree } from "../edits/tree.ts";
import type { PlannedFix } from "../plans/fixer.ts";
import { findingAt } from "../testing/mend-text.ts";
import { applyAndProve } from "./apply-and-prove.ts";
import type { Sight } from "./tally.ts";

const FILE = "a.yml";
const BEFORE = "one: bad\ntwo: bad\nthree: good\n";

/** A plan that puts a text in the place of the `bad` at a key. */
function plan(key: string, replacement: string, value: unknown = replacement): PlannedFix {
  const start = BEFORE.indexOf(`${key}: `) + key.length + 2;
  const edits = [{ path: FILE, start, end: start + 3, replacement }];
  return {
    plan: { id: key, summary: key, kind: "edit", findings: [key], edits, proofs: [] },
    expectations: [{ path: FILE, format: "yaml", changes: [{ kind: "set", document: 0, at: [key], value }] }],
    closes: [{ finding: key, path: FILE, places: 1 }],
  };
}

/** A look that finds every `bad` and every `worse`, by the key that it stands at. */
function lookAt(folder: TemporaryFolder): Sight {
  const text = readFileSync(join(folder.path, FILE), "utf8");
  const findings = [...text.matchAll(/(\w+): (bad|worse)/g)].map(([, key = "", word], index) =>
    findingAt(`test/${word}`, FILE, index + 1, 1, { id: key }),
  );
  return { findings, gaps: text.includes("hidden") ? [{ where: `${FILE}:2`, reason: "too deep" }] : [] };
}

async function apply(folder: TemporaryFolder, planned: PlannedFix[], lookAgain = async () => lookAt(folder)) {
  const before = lookAt(folder);
  const applied = await applyAndProve({ tree: openTree(folder.path), planned, before, lookAgain });
  return { ...applied, text: readFileSync(join(folder.path, FILE), "utf8") };
}

test("what is proven stays, and each proof that was made is named", async () => {
  using folder = temporaryFolder({ [FILE]: BEFORE });
  const { outcomes, text } = await apply(folder, [plan("one", "fine"), plan("two", "well")]);
  expect(text).toBe("one: fine\ntwo: well\nthree: good\n");
  expect(outcomes.map(({ state }) => state)).toEqual(["applied", "applied"]);
  expect(outcomes[0]?.plan.proofs.map(({ check, result }) => `${check} ${result}`)).toEqual([
    "reads as expected held",
    "rest unchanged held",
    "finding gone held",
    "nothing new held",
  ]);
});

test("an edit that changes more than it should is never written", async () => {
  using folder = temporaryFolder({ [FILE]: BEFORE });
  const plans = [plan("one", "x\nfour: 4", "x"), plan("two", "[", "["), plan("two", "ok"), plan("two", "again")];
  const { outcomes, text } = await apply(folder, plans);
  expect(outcomes.map(({ state }) => state)).toEqual(["refused", "refused", "applied", "refused"]);
  expect(outcomes.flatMap(({ plan }) => plan.proofs.filter(({ result }) => result === "broken"))).toMatchObject([
    { check: "reads as expected", detail: "a.yml: another value than the intended one changed" },
    { check: "reads as expected", detail: "a.yml: line 3 is no longer YAML" },
    { check: "fits" },
  ]);
  expect(text).toBe("one: bad\ntwo: ok\nthree: good\n");
});

test("an edit after which the finding is still there is taken back, the other one stays", async () => {
  using folder = temporaryFolder({ [FILE]: BEFORE });
  const { outcomes, text } = await apply(folder, [plan("one", "badly"), plan("two", "well")]);
  expect(outcomes.map(({ state }) => state)).toEqual(["taken back", "applied"]);
  expect(text).toBe("one: bad\ntwo: well\nthree: good\n");
});

test("of two edits of which one brings something new, that one is taken back", async () => {
  using folder = temporaryFolder({ [FILE]: BEFORE });
  const { outcomes, text } = await apply(folder, [plan("one", "worse"), plan("two", "well")]);
  expect(outcomes.map(({ state }) => state)).toEqual(["taken back", "applied"]);
  expect(outcomes[0]?.plan.proofs.at(-1)).toEqual({
    check: "nothing new",
    result: "broken",
    detail: "a.yml: test/worse is found now",
  });
  expect(text).toBe("one: bad\ntwo: well\nthree: good\n");
});

test("an edit that hides something from the look is taken back", async () => {
  using folder = temporaryFolder({ [FILE]: BEFORE });
  const { outcomes, text } = await apply(folder, [plan("one", "hidden")]);
  expect(outcomes.map(({ state }) => state)).toEqual(["taken back"]);
  expect(outcomes[0]?.plan.proofs.at(-1)?.detail).toContain("not seen (too deep)");
  expect(text).toBe(BEFORE);
});

test("when the look fails, every file is as it was", async () => {
  using folder = temporaryFolder({ [FILE]: BEFORE });
  const attempt = apply(folder, [plan("one", "fine")], async () => {
    expect(readFileSync(join(folder.path, FILE), "utf8")).toContain("fine");
    throw new Error("interrupted");
  });
  await expect(attempt).rejects.toThrow("interrupted");
  expect(readFileSync(join(folder.path, FILE), "utf8")).toBe(BEFORE);
});

test("what somebody else wrote meanwhile is neither lost nor called restored", async () => {
  using folder = temporaryFolder({ [FILE]: BEFORE });
  const attempt = apply(folder, [plan("one", "badly")], async () => {
    const findings = lookAt(folder);
    writeFileSync(join(folder.path, FILE), "theirs: 1\n");
    return findings;
  });
  await expect(attempt).rejects.toMatchObject({ code: "fix/not-restored" });
  expect(readFileSync(join(folder.path, FILE), "utf8")).toBe("theirs: 1\n");
});

test("what a cluster would not take is taken back", async () => {
  const pods = ["one", "two"].map(
    (name) => `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec: { a: bad }\n`,
  );
  using folder = temporaryFolder({ "one.yml": pods[0] ?? "", "two.yml": pods[1] ?? "" });
  const planned = ["one", "two"].map((name): PlannedFix => {
    const path = `${name}.yml`;
    const start = (pods[0] ?? "").indexOf("bad");
    return {
      plan: {
        id: name,
        summary: name,
        kind: "edit",
        findings: [name],
        edits: [{ path, start, end: start + 3, replacement: "good" }],
        proofs: [],
      },
      expectations: [
        { path, format: "yaml", changes: [{ kind: "set", document: 0, at: ["spec", "a"], value: "good" }] },
      ],
      closes: [],
    };
  });
  const before: Sight = { findings: [], gaps: [] };
  const { outcomes } = await applyAndProve({
    tree: openTree(folder.path),
    planned,
    before,
    lookAgain: async () => before,
    tryObject: async ({ metadata }) =>
      (metadata as { name: string }).name === "one"
        ? { kind: "taken", where: "namespace default" }
        : { kind: "refused", reason: "spec.a" },
  });
  expect(outcomes.map(({ state }) => state)).toEqual(["applied", "taken back"]);
  expect(readFileSync(join(folder.path, "one.yml"), "utf8")).toContain("a: good");
  expect(readFileSync(join(folder.path, "two.yml"), "utf8")).toBe(pods[1]);
});
