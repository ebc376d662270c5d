import { expect, test } from "vitest";
import { mendText } from "../testing/mend-text.ts";

const mend = (text: string) => mendText("workflows/cache-in-release", "w.yml", text);

test.each([
  [
    "steps:\n  - uses: ▶actions/setup-node@v4\n    with:\n      cache: npm # fast\n      node-version: 24\n",
    'steps:\n  - uses: actions/setup-node@v4\n    with:\n      cache: "" # fast\n      node-version: 24\n',
  ],
  [
    "steps:\n  - uses: ▶actions/setup-go@v5\n    with:\n      go-version: 1.26\n",
    "steps:\n  - uses: actions/setup-go@v5\n    with:\n      cache: false\n      go-version: 1.26\n",
  ],
  [
    "steps: [{ uses: ▶astral-sh/setup-uv@v7, with: { enable-cache: true } }]\n",
    "steps: [{ uses: astral-sh/setup-uv@v7, with: { enable-cache: false } }]\n",
  ],
])("%j", async (before, after) => {
  expect(await mend(before)).toBe(after);
});

test.each([
  ["steps:\n  - uses: ▶actions/cache@v4\n    with: { key: a }\n", "no input"],
  ["steps:\n  - uses: ▶actions/setup-go@v5\n", "missing"],
])("%j cannot be mended: %s", async (text, reason) => {
  expect(await mend(text)).toContain(reason);
});
