import { expect, test } from "vitest";
import { mendText, PINNED } from "../testing/mend-text.ts";

const { digest } = PINNED;

test.each([
  ["jobs:\n  a:\n    container: ▶node:22\n", `jobs:\n  a:\n    container: node:22@${digest}\n`],
  [
    "jobs:\n  a:\n    container:\n      image: ▶'ghcr.io/o/i'\n",
    `jobs:\n  a:\n    container:\n      image: 'ghcr.io/o/i:latest@${digest}'\n`,
  ],
  [
    "jobs: { a: { container: ▶localhost:5000/i } }\n",
    `jobs: { a: { container: localhost:5000/i:latest@${digest} } }\n`,
  ],
])("workflow: %j becomes %j", async (before, after) => {
  expect(await mendText("workflows/unpinned-image", "w.yml", before)).toBe(after);
});

test("an action that is an image", async () => {
  const before = "jobs:\n  a:\n    steps:\n      - uses: ▶docker://alpine:3.22 # tool\n";
  const after = `jobs:\n  a:\n    steps:\n      - uses: docker://alpine:3.22@${digest} # tool\n`;
  expect(await mendText("workflows/unpinned-action", "w.yml", before)).toBe(after);
});

test("the second of several documents", async () => {
  const before = "kind: A\nspec: { image: x:1 }\n---\nkind: B\nspec: { image: ▶x:1 }\n";
  const after = `kind: A\nspec: { image: x:1 }\n---\nkind: B\nspec: { image: x:1@${digest} }\n`;
  expect(await mendText("config/kubernetes/image-by-tag", "k.yaml", before)).toBe(after);
});

test.each([
  ["▶FROM node:22\nRUN x\n", `FROM node:22@${digest}\nRUN x\n`],
  [
    "ARG A=1\n▶FROM --platform=linux/amd64 node AS build\nFROM build\n",
    `ARG A=1\nFROM --platform=linux/amd64 node:latest@${digest} AS build\nFROM build\n`,
  ],
  ["FROM a:1\n# ü\n▶from  b:2 \\\n  as b\n", `FROM a:1\n# ü\nfrom  b:2@${digest} \\\n  as b\n`],
])("Dockerfile: %j becomes %j", async (before, after) => {
  expect(await mendText("config/dockerfile/unpinned-base", "Dockerfile", before)).toBe(after);
});

test.each([
  ["config/dockerfile/unpinned-base", "Dockerfile", "ARG V=22\n▶FROM node:${V}\n", "is computed"],
  ["workflows/unpinned-image", "w.yml", "image: ▶${{ inputs.image }}\n", "is computed"],
  ["workflows/unpinned-image", "w.yml", "image: ▶UPPER:1\n", "not an image's name"],
])("%s in %s: %j: %s", async (rule, path, text, reason) => {
  expect(await mendText(rule, path, text)).toContain(reason);
});
