import { expect, test } from "vitest";
import { mendText } from "../testing/mend-text.ts";
import { tokenNeeds } from "./token-needs.ts";

const mend = (text: string) => mendText("workflows/token-permissions", ".github/workflows/w.yml", `▶${text}`);

test.each([
  [
    "on: push\njobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n      - run: echo hi\n",
    "on: push\npermissions:\n  contents: read\n\njobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n      - run: echo hi\n",
  ],
  [
    "on: push\njobs:\n  a:\n    steps:\n      - run: echo hi\n",
    "on: push\npermissions: {}\n\njobs:\n  a:\n    steps:\n      - run: echo hi\n",
  ],
  [
    "on: push\npermissions: write-all\njobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n  b:\n    # tells of a release\n    runs-on: x\n    steps:\n      - run: gh release create v1\n        env:\n          GH_TOKEN: ${{ github.token }}\n",
    "on: push\npermissions:\n  contents: read\njobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n  b:\n    # tells of a release\n    permissions:\n      contents: write\n    runs-on: x\n    steps:\n      - run: gh release create v1\n        env:\n          GH_TOKEN: ${{ github.token }}\n",
  ],
  [
    "on: push\r\njobs:\r\n  a:\r\n    steps:\r\n      - uses: actions/checkout@v4\r\n",
    "on: push\r\npermissions:\r\n  contents: read\r\n\r\njobs:\r\n  a:\r\n    steps:\r\n      - uses: actions/checkout@v4\r\n",
  ],
])("%j", async (before, after) => {
  expect(await mend(before)).toBe(after);
});

test.each([
  ["jobs:\n  a:\n    uses: ./.github/workflows/b.yml\n", "whose own needs"],
  ["jobs:\n  a:\n    steps:\n      - uses: acme/deploy@v1\n", "acme/deploy@v1"],
  ["jobs:\n  a:\n    steps:\n      - run: make release\n", "may write"],
  ["jobs:\n  a:\n    steps:\n      - run: gh api repos/x\n", "gh api"],
  [
    "jobs:\n  a:\n    steps:\n      - run: curl -d x $URL\n        env:\n          T: ${{ secrets.GITHUB_TOKEN }}\n",
    "handed the token",
  ],
  ["permissions:\n  contents: write # why\njobs:\n  a:\n    steps:\n      - run: echo\n", "a comment stands"],
  ["{ on: push, jobs: { a: { steps: [{ run: echo }] } } }", "in braces"],
  ["- a\n- b\n", "no single workflow"],
])("%j cannot be mended: %s", async (text, reason) => {
  expect(await mend(text)).toContain(reason);
});

test.each([
  [[{ uses: "actions/deploy-pages@v4" }], { "id-token": "write", pages: "write" }],
  [[{ run: "git push origin HEAD" }, { uses: "actions/checkout@v4" }], { contents: "write" }],
  [[{ uses: "docker/build-push-action@v6", with: { push: true, tags: "ghcr.io/a/b" } }], { packages: "write" }],
  [[{ uses: "docker/build-push-action@v6", with: { push: false, tags: "ghcr.io/a/b" } }], {}],
  [[{ uses: "aws-actions/setup-x@v1" }], undefined],
  [[{ run: "gh pr merge --auto $URL" }], { contents: "write", "pull-requests": "write" }],
  [[{ uses: "constructor@v1" }], undefined],
])("%j needs %j", (steps, scopes) => {
  const needs = tokenNeeds({ steps });
  expect("unknown" in needs ? undefined : needs.scopes).toEqual(scopes);
});

test("what is run and not seen makes it a suggestion that says so", () => {
  const needs = tokenNeeds({ steps: [{ run: "npm ci && npm test" }] });
  expect("unknown" in needs ? [] : needs.assumed).toEqual(["npm ci", "npm test"]);
});
