import { expect, test } from "vitest";
import { mendText } from "../testing/mend-text.ts";

const CALLER = "jobs:\n  a:\n    uses: ./.github/workflows/b.yml\n    secrets: ▶inherit # all\n  c: {}\n";
const callee = (secrets: string, script: string) =>
  `on:\n  workflow_call:\n    secrets: ${secrets}\njobs:\n  b:\n    steps:\n      - run: ${script}\n`;
const mend = (called: string, text = CALLER) =>
  mendText(
    "workflows/secrets-inherit",
    ".github/workflows/a.yml",
    text,
    undefined,
    {},
    { ".github/workflows/b.yml": called },
  );

test("the secrets that the called workflow declares and uses are named", async () => {
  const called = callee(
    "{ KEY: {}, TOKEN: {} }",
    "deploy ${{ secrets.TOKEN }} ${{ secrets.GITHUB_TOKEN }} ${{ secrets.KEY }}",
  );
  expect(await mend(called)).toBe(
    "jobs:\n  a:\n    uses: ./.github/workflows/b.yml\n    secrets:\n      KEY: ${{ secrets.KEY }}\n      TOKEN: ${{ secrets.TOKEN }} # all\n  c: {}\n",
  );
});

test("one that uses none is handed none", async () => {
  expect(await mend(callee("{}", "echo"))).toContain("secrets: {} # all");
});

test.each([
  [callee("{}", "deploy ${{ secrets.KEY }}"), CALLER, "uses KEY without declaring it"],
  [callee("{}", "deploy ${{ secrets[matrix.key] }}"), CALLER, "chooses a secret at run time"],
  ["on: push\njobs: {}\n", CALLER, "not a workflow that can be called"],
  [`${callee("{}", "echo")}  d:\n    uses: ./x\n    secrets: inherit\n`, CALLER, "hands on all secrets itself"],
  ["", "jobs:\n  a:\n    uses: acme/ci/.github/workflows/b.yml@main\n    secrets: ▶inherit\n", "another repository"],
  ["", "jobs: { a: { uses: ./.github/workflows/b.yml, secrets: ▶inherit } }\n", "not a workflow that can be called"],
])("%j, %j: %s", async (called, text, reason) => {
  expect(await mend(called, text)).toContain(reason);
});
