import { describe, expect, test } from "vitest";
import { mendText, PINNED } from "../testing/mend-text.ts";

const { commit } = PINNED;
const pin = (text: string) => mendText("workflows/unpinned-action", "w.yml", `jobs:\n  a:\n    steps:\n${text}`);
const mended = (text: string) => `jobs:\n  a:\n    steps:\n${text}`;

test.each([
  ["      - uses: ▶o/a@v4\n", `      - uses: o/a@${commit} # v4.2.1\n`],
  [
    "      - uses: ▶o/a/sub/dir@v4\r\n      - run: x\r\n",
    `      - uses: o/a/sub/dir@${commit} # v4.2.1\r\n      - run: x\r\n`,
  ],
  ["      - uses: ▶'o/a@v4'   \n", `      - uses: 'o/a@${commit}' # v4.2.1   \n`],
  ['      - uses: ▶"o/a@v4"', `      - uses: "o/a@${commit}" # v4.2.1`],
  ["      - uses: ▶o/a@v4 # later\n", `      - uses: o/a@${commit} # v4.2.1 # later\n`],
  ["      - uses: ▶o/a@v4 # v4.2.1\n", `      - uses: o/a@${commit} # v4.2.1\n`],
  ["      - { uses: ▶o/a@v4, name: ü }\n", `      - { uses: o/a@${commit}, name: ü }\n`],
  ["      - name: größer\n        uses: ▶o/a@main\n", `      - name: größer\n        uses: o/a@${commit} # main.2.1\n`],
])("%j becomes %j", async (before, after) => {
  expect(await pin(before)).toBe(mended(after));
});

describe("what is left alone, with its reason", () => {
  test.each([
    ["      - uses: ▶o/a\n", "names no version"],
    ["      - uses: &x ▶o/a@v4\n      - uses: *x\n", "one plain value"],
    ['      - uses: ▶"o/a\\u0040v4"\n', "one plain value"],
    ["      - uses: ▶>-\n          o/a@v4\n", "one plain value"],
    ["      - uses: ▶o/a@v4\n   - broken: [\n", "one plain value"],
  ])("%j: %s", async (text, reason) => {
    expect(await pin(text)).toContain(reason);
  });
});

test("where a Gitea's actions come from is not known here", async () => {
  const text = "jobs:\n  a:\n    steps:\n      - uses: ▶o/a@v4\n";
  expect(await mendText("workflows/unpinned-action", ".gitea/workflows/w.yml", text)).toContain(
    "setting of the server",
  );
});
