import { expect, test } from "vitest";
import { mendText } from "../testing/mend-text.ts";

const mend = (text: string, passes = "baseline", path = "k.yaml") =>
  mendText("config/kubernetes/unguarded-namespace", path, text, undefined, {
    evidence: [{ kind: "check", text: `the strictest level that they pass: ${passes}` }],
  });

const LABEL = "pod-security.kubernetes.io/enforce";

test.each([
  [
    "▶apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop # ours\n",
    `apiVersion: v1\nkind: Namespace\nmetadata:\n  labels: { ${LABEL}: baseline }\n  name: shop # ours\n`,
  ],
  [
    "a: 1\n---\n▶apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    # whose\n    team: x\n",
    `a: 1\n---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    # whose\n    ${LABEL}: baseline\n    team: x\n`,
  ],
  [
    "▶{ apiVersion: v1, kind: Namespace, metadata: { name: shop } }\n",
    `{ apiVersion: v1, kind: Namespace, metadata: { labels: { ${LABEL}: baseline }, name: shop } }\n`,
  ],
])("%j becomes %j", async (before, after) => {
  expect(await mend(before)).toBe(after);
});

const PLAIN = "▶apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n";

test.each([
  ["needs all rights", PLAIN, "privileged", "some of its workloads need all rights"],
  [
    "says it outright",
    `${PLAIN}  labels: { ${LABEL}: privileged }\n`,
    "baseline",
    "it enforces a level in so many words",
  ],
  [
    "shares its metadata",
    "▶apiVersion: v1\nkind: Namespace\nmetadata: &m\n  name: shop\n",
    "baseline",
    "its labels are written unusually",
  ],
  ["has empty labels", `${PLAIN}  labels:\n`, "baseline", "its labels are written unusually"],
  [
    "is in a list",
    "kind: List\napiVersion: v1\nitems:\n  - ▶kind: Namespace\n    apiVersion: v1\n",
    "baseline",
    "the namespace is written unusually",
  ],
])("one that %s is left", async (_, text, passes, reason) => {
  expect(await mend(text, passes)).toBe(`unable: ${reason}`);
});

test("JSON is left", async () => {
  expect(await mend('▶{"apiVersion":"v1","kind":"Namespace"}', "baseline", "k.json")).toBe(
    "unable: JSON is not written to",
  );
});
