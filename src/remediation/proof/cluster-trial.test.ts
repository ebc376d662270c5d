import { expect, test } from "vitest";
import type { DryRun } from "../../connect/kubernetes/dry-run.ts";
import { proveTaken } from "./cluster-trial.ts";
import type { Drafted } from "./draft.ts";

const object = (name: string, more = "") =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec: { ${more} }\n`;

const drafted = (before: string, after: string, path = "a.yaml"): Drafted => ({
  path,
  before: Buffer.from(before),
  after: Buffer.from(after),
  edits: [],
});

async function said(file: Drafted, verdicts: Readonly<Record<string, DryRun>> = {}) {
  const tried: string[] = [];
  const proof = await proveTaken(file, async (one) => {
    const { name } = one["metadata"] as { name: string };
    tried.push(name);
    return verdicts[name] ?? { kind: "taken", where: "namespace default" };
  });
  return { tried, proof };
}

test("only what changed is tried, in lists as well", async () => {
  const both = (more: string) => `${object("a")}---\n${object("b", more)}`;
  expect(await said(drafted(both(""), both("hostPID: false")))).toEqual({
    tried: ["b"],
    proof: {
      check: "taken by the cluster",
      result: "held",
      detail: "a.yaml: tried without making it, namespace default would take the changed object",
    },
  });
  const list = (more: string) =>
    `apiVersion: v1\nkind: List\nitems:\n  - { apiVersion: v1, kind: Pod, metadata: { name: c }, spec: { ${more} } }\n`;
  expect((await said(drafted(list(""), list("hostPID: false")))).tried).toEqual(["c"]);
});

test.each<[DryRun, string]>([
  [{ kind: "refused", reason: "spec.x" }, "a.yaml: the cluster does not take Pod a: spec.x"],
  [{ kind: "unanswered", reason: "no right" }, "a.yaml: the cluster cannot be asked about Pod a: no right"],
])("%j breaks the proof", async (verdict, detail) => {
  const { proof } = await said(drafted(object("a"), object("a", "hostPID: false")), { a: verdict });
  expect(proof).toMatchObject({ result: "broken", detail });
});

test("a file without objects has nothing to try", async () => {
  expect((await said(drafted("FROM a\n", "FROM b\n", "Dockerfile"))).proof).toBeUndefined();
  expect((await said(drafted("on: push\n", "on: {}\n", "ci.yml"))).proof).toBeUndefined();
});
