import { expect, test } from "vitest";
import { firedIn } from "../testing/fired.ts";

const workflow = (on: string, step: string, job = "") =>
  `on: ${on}\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-24.04\n${job}    steps:\n      - ${step}\n`;
const of = (rules: readonly string[], text: string) =>
  firedIn({ ".github/workflows/a.yml": text })
    .map((line) => line.replace(/ :\d+$/, ""))
    .filter((line) => rules.some((rule) => line.startsWith(`${rule} `)));

const AUTHOR = "    if: github.event.pull_request.user.login == 'dependabot[bot]'\n";

test.each([
  ["pull_request_target", "run: gh pr review --approve $URL", "", ["automatic-merge high"]],
  ["pull_request_target", "run: gh pr merge --auto --squash $URL", "", ["automatic-merge high"]],
  ["pull_request_target", "uses: hmarr/auto-approve-action@v4", "", ["automatic-merge high"]],
  ["pull_request_target", "run: gh pr merge --auto $URL", AUTHOR, []],
  ["pull_request", "run: gh pr merge --auto $URL", "", []],
  ["pull_request_target", "run: gh pr view $URL", "", []],
  ["{ pull_request_target: { types: [labeled] } }", "run: gh pr merge $URL", "", []],
])("on %s, %s%s: %j", (on, step, job, found) => {
  expect(of(["automatic-merge"], workflow(on, step, job))).toEqual(found);
});

test.each([
  ["push", "git commit -m x && git push", ["unreviewed-commit low"]],
  ["schedule", "npm install && git -c a=b commit -am x && git push origin HEAD:main", ["unreviewed-commit low"]],
  ["push", "git commit -m x && git push origin gh-pages", []],
  ["push", "git checkout -b new && git commit -m x && git push origin new", []],
  ["push", "git tag v1 && git commit -m x && git push --tags", []],
  ["push", "git push", []],
  ["pull_request", "git commit -m x && git push", []],
  ["push", "git clone https://x.example/y && cd y && git commit -m x && git push", []],
])("on %s, %s: %j", (on, script, found) => {
  expect(of(["unreviewed-commit"], workflow(on, `run: ${script}`))).toEqual(found);
});

test("actions that commit count, too, but for a request's own branch", () => {
  const commit = "uses: stefanzweifel/git-auto-commit-action@v6";
  expect(of(["unreviewed-commit"], workflow("push", commit))).toEqual(["unreviewed-commit low"]);
  expect(of(["unreviewed-commit"], workflow("pull_request", commit))).toEqual([]);
  expect(of(["unreviewed-commit"], workflow("push", `${commit}\n        with: { branch: gh-pages }`))).toEqual([]);
});

test.each([
  ["{ push: { branches: ['main*'] } }", ["loose-branch-filter medium"]],
  ["{ push: { branches: ['release/*', main] } }", []],
  ["{ push: { branches: ['**'] } }", ["loose-branch-filter medium"]],
])("a deployment on %s: %j", (on, found) => {
  expect(of(["loose-branch-filter"], workflow(on, "run: ./scripts/deploy-app.sh prod"))).toEqual(found);
});

test.each([
  ["permissions: {}", "echo hi", "medium"],
  ["permissions: { contents: write }", "echo hi", "high"],
  ["permissions: {}", `echo "\${{ secrets.KEY }}" | deploy`, "high"],
  ["name: a", "echo hi", "high"],
])("a moving action in a job with %s that runs %j: %s", (top, script, severity) => {
  const text = `on: pull_request\n${top}\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: acme/build@v1\n      - run: '${script}'\n`;
  expect(of(["unpinned-action"], text)).toEqual([`unpinned-action ${severity}`]);
});

test("what a job's condition has closed, a step's does not open again", () => {
  const text = `on: { pull_request: { types: [closed] } }
permissions: {}
jobs:
  a:
    runs-on: ubuntu-24.04
    if: github.event.pull_request.merged == true
    steps:
      - if: contains(github.event.pull_request.head.ref, 'release/')
        run: echo "\${{ github.event.pull_request.head.ref }}"
`;
  expect(of(["template-injection"], text)).toEqual(["template-injection low"]);
});

test("any branch is none too many where a condition says which", () => {
  const text = workflow(
    "{ push: { branches: ['*'] } }",
    "run: ./deploy.sh",
    "    if: github.ref == 'refs/heads/main'\n",
  );
  expect(of(["loose-branch-filter"], text)).toEqual([]);
});

test.each([
  ["cat > .github/workflows/x.yml <<E\nE", ["writes-workflow medium"]],
  ["echo hi | tee .github/workflows/x.yml\ngit push", ["writes-workflow high"]],
  ["cp a.yml .github/workflows/x.yml", ["writes-workflow medium"]],
  ["sed -i s/a/b/ .github/workflows/x.yml", ["writes-workflow medium"]],
  ["cat .github/workflows/x.yml", []],
  ["cp .github/workflows/x.yml /tmp/a.yml", []],
])("%j: %j", (script, found) => {
  const lines = script.split("\n").map((line) => `          ${line}\n`);
  expect(of(["writes-workflow"], workflow("push", `run: |\n${lines.join("")}`))).toEqual(found);
});

test.each([
  ["\u202e", ["hidden-characters high"]],
  ["a\u200bb", ["hidden-characters medium"]],
  ["\u{1F468}\u200d\u{1F469}", []],
  ["\u0646\u200c\u0628", []],
])("a line with %j: %j", (text, found) => {
  expect(of(["hidden-characters"], workflow("push", `run: echo '${text}'`))).toEqual(found);
});

test.each([
  ["env:\n  KEY: ${{ secrets.KEY }}\n", "", ["wide-secret medium"]],
  ["", "    env:\n      KEY: ${{ secrets.KEY }}\n", ["wide-secret medium"]],
  ["env:\n  GH_TOKEN: ${{ secrets.GITHUB_TOKEN }}\n", "", []],
  ["env:\n  KEY: plain\n", "", []],
])("%j%j: %j", (top, job, found) => {
  const steps = "      - uses: acme/build@v1\n      - run: deploy $KEY\n";
  expect(
    of(["wide-secret"], `on: push\n${top}jobs:\n  a:\n    runs-on: ubuntu-24.04\n${job}    steps:\n${steps}`),
  ).toEqual(found);
});

test("a secret that every step uses is as wide as it has to be; one that is cut is still printed", () => {
  const text = `on: push\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - env: { KEY: "\${{ secrets.KEY }}" }\n        run: 'echo "\${KEY:0:8}"'\n`;
  expect(of(["wide-secret", "secret-printed"], text)).toEqual([expect.stringMatching("^secret-printed ")]);
});
