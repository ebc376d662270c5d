import fc from "fast-check";
import { expect, test } from "vitest";
import type { Fact } from "../../core/fact.ts";
import { openFile, READER_CONTEXT } from "../../testing/open-file.ts";
import { firedIn, gapsIn } from "../testing/fired.ts";
import { githubReader } from "./reader.ts";

const PATH = ".github/workflows/ci.yml";

function read(text: string, path = PATH): Fact[] {
  return [...githubReader.read(openFile(path, text), READER_CONTEXT)].filter((fact) => fact.kind !== "image-reference");
}

/** The rules that fire, each with its line. */
function fired(text: string, path = PATH): string[] {
  return firedIn({ [path]: text });
}

const PWNED = `on: pull_request_target
permissions: {}
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@0e58ed8671d6b60d0890c21b07f8835ace038e67
        with: { ref: "\${{ github.event.pull_request.head.sha }}", persist-credentials: false }
      - run: npm ci && npm test
`;

test("foreign code that runs with secrets is critical, and harmless under pull_request", () => {
  expect(fired(PWNED)).toEqual(["untrusted-checkout critical :7"]);
  expect(fired(PWNED.replace("pull_request_target", "pull_request"))).toEqual([]);
  expect(fired(PWNED.replace("npm ci && npm test", "echo thanks"))).toEqual(["untrusted-checkout high :7"]);
});

const script = (run: string, on = "issues", env = "") => `on: ${on}
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: ${JSON.stringify(run)}
${env}`;

test.each([
  ["echo ${{ github.event.issue.title }}", "issues", ["template-injection critical :7"]],
  ["echo ${{ github.event.issue.number }}", "issues", []],
  ["echo ${{ github.sha }}", "issues", []],
  ["echo ${{ github.head_ref }}", "pull_request", ["template-injection high :7"]],
  ["echo ${{ github.event.head_commit.message }}", "push", ["template-injection medium :7"]],
  ["echo ${{ inputs.level }}", "workflow_dispatch", ["template-injection low :7"]],
  ["echo ${{ contains(github.event.issue.title, 'x') }}", "issues", []],
  ["echo ${{ github.event.issue.title == 'x' }}", "issues", []],
  ["echo ${{ format('{0}', github.event.issue.title) }}", "issues", ["template-injection critical :7"]],
  ["echo ${{ github.event.issue.title || 'none' }}", "issues", ["template-injection critical :7"]],
  ["deploy ${{ matrix.node }} ${{ secrets.TOKEN }} ${{ steps.a.outputs.b }}", "issues", []],
])("%s under %s", (run, on, expected) => {
  expect(fired(script(run, on))).toEqual(expected);
});

test("an environment variable pasted by expression carries its taint; used as a variable it does not", () => {
  const env = "        env: { TITLE: '${{ github.event.issue.title }}' }\n";
  expect(fired(script("echo ${{ env.TITLE }}", "issues", env))).toEqual(["template-injection critical :7"]);
  expect(fired(script('echo "$TITLE"', "issues", env))).toEqual([]);
});

const job = (on: string, steps: string, more = "") =>
  `on: ${on}\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-latest\n${more}    steps:\n${steps}`;
const sha = "0e58ed8671d6b60d0890c21b07f8835ace038e67";

test("conditions before a job and a step decide who gets in", () => {
  const head = `      - uses: actions/checkout@${sha}\n        with: { ref: "\${{ github.event.pull_request.head.sha }}", persist-credentials: false }\n      - run: ./build.sh\n`;
  const fire = (condition: string) => fired(job("pull_request_target", head, `    if: ${condition}\n`));
  expect(fire("github.repository == 'a/b'")).toEqual(["untrusted-checkout critical :8"]);
  expect(fire("github.event.pull_request.head.repo.full_name == github.repository")).toEqual([]);
  expect(fire("contains(github.event.pull_request.labels.*.name, 'ok')")).toEqual(["untrusted-checkout high :8"]);
});

test("a script that fetches the head is a checkout, and by number it moves", () => {
  const steps = "      - run: |\n          gh pr checkout ${{ github.event.issue.number }}\n          npm test\n";
  expect(fired(job("issue_comment", steps))).toEqual(["untrusted-checkout critical :7"]);
  const members = "    if: github.event.comment.author_association == 'MEMBER'\n";
  expect(fired(job("issue_comment", steps, members))).toEqual(["moving-head high :8"]);
});

test("another run's files where they are run", () => {
  const fetch = (path: string) =>
    `      - uses: actions/download-artifact@${sha}\n        with: { run-id: 1${path} }\n      - run: ./out/run.sh\n`;
  expect(fired(job("workflow_run", fetch("")))).toEqual(["artifact-poisoning high :7"]);
  expect(fired(job("workflow_run", fetch(", path: /tmp/x")))).toEqual([]);
});

test("a runner that is chosen among words is known", () => {
  const on = (runner: string) => job("pull_request", "      - run: 'true'\n").replace("ubuntu-latest", runner);
  expect(fired(on("${{ github.event_name == 'push' && 'big' || 'ubuntu-latest' }}"))).toEqual([]);
  expect(fired(on("${{ x && 'self-hosted' || 'ubuntu-latest' }}"))).toEqual(["self-hosted-runner high :5"]);
  expect(fired(on("{ group: big }"))).toEqual([]);
});

test("publishing from a request is seen through the conditions of job and step", () => {
  const steps = (condition: string) => `      - run: npm publish\n${condition}`;
  expect(fired(job("[push, pull_request]", steps("")))).toContain("deploy-on-request high :7");
  expect(fired(job("[push, pull_request]", steps("        if: github.ref == 'refs/heads/main'\n")))).toEqual([
    "publish-without-environment low :7",
  ]);
});

test("a deployment into a cluster of the job's own, or one that another job decides on, is none", () => {
  const kind = "      - run: kind create cluster\n      - run: helm install x ./chart\n";
  expect(fired(job("pull_request", kind))).toEqual([]);
  const decided = "      - run: gh release create x\n        if: needs.plan.outputs.publishing == 'true'\n";
  expect(fired(job("[push, pull_request]", decided))).toEqual(["publish-without-environment low :7"]);
});

test("github-script is a script, too", () => {
  const text = `on: issue_comment
permissions: {}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/github-script@0e58ed8671d6b60d0890c21b07f8835ace038e67
        with: { script: "console.log('\${{ github.event.comment.body }}')" }
`;
  expect(fired(text)).toEqual(["template-injection critical :8"]);
});

test("images, called workflows, secrets, runners and caches are seen where they stand", () => {
  const text = `on: pull_request
permissions: {}
jobs:
  build:
    runs-on: [self-hosted, linux]
    container: node:22
    services:
      db: { image: "postgres:17" }
    steps:
      - uses: actions/setup-node@v4
        with: { cache: npm }
      - run: npm publish
  call:
    uses: acme/shared/.github/workflows/x.yml@main
    secrets: inherit
`;
  expect(fired(text)).toEqual([
    "cache-in-release medium :10",
    "deploy-on-request high :10",
    "publish-without-environment low :10",
    "secrets-inherit medium :15",
    "self-hosted-runner high :5",
    "unpinned-action high :14",
    "unpinned-action low :10",
    "unpinned-image medium :6",
    "unpinned-image medium :8",
  ]);
});

test("a composite action is read, a JavaScript action holds nothing to judge", () => {
  const composite = `runs:\n  using: composite\n  steps:\n    - run: echo \${{ inputs.name }}\n      shell: bash\n    - uses: acme/x@v1\n`;
  expect(fired(composite, "action.yml")).toEqual(["template-injection medium :4", "unpinned-action high :6"]);
  expect(read("name: x\nruns: { using: node20, main: index.js }\n", "action.yml")).toEqual([]);
});

test.each([
  ["on: push\n", "has no map of jobs"],
  ["- a\n- b\n", "holds no map"],
  ["on: push\njobs:\n  a: 3\n", "is no map"],
  ["on: [push\njobs:\n  a: {", "not YAML"],
])("%j is a gap, not silence", (text, reason) => {
  expect(gapsIn(PATH, text).join()).toContain(reason);
});

test("wants workflows and actions, not those of packages that lie about", () => {
  const wants = (path: string) => githubReader.wants(openFile(path, "x").entry, READER_CONTEXT);
  expect(
    [".github/workflows/a.yml", "sub/.github/workflows/a.yaml", "action.yml", ".github/actions/x/action.yaml"].map(
      wants,
    ),
  ).toEqual([true, true, true, true]);
  expect(
    ["node_modules/x/.github/workflows/a.yml", ".github/dependabot.yml", ".github/workflows/a.json"].map(wants),
  ).toEqual([false, false, false]);
});

test("never throws, whatever shape the file has", () => {
  const leaf = fc.constantFrom<unknown>("push", "${{ github.head_ref }}", 1, null, true, [], {}, "actions/checkout@v4");
  const key = fc.constantFrom(
    "on",
    "jobs",
    "a",
    "steps",
    "uses",
    "run",
    "with",
    "env",
    "permissions",
    "runs-on",
    "container",
    "services",
    "secrets",
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6 },
      leaf,
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(key, tie("tree"), { maxKeys: 6 }),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => void fired(JSON.stringify(value))),
    { numRuns: 200 },
  );
});
