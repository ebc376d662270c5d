import { expect, test } from "vitest";
import { firedIn } from "../testing/fired.ts";

const PATH = ".github/workflows/ci.yml";

/** A workflow with one job of these steps, everything else above reproach. */
const flow = (steps: string, on = "issues", more = "") => `on: ${on}
permissions: {}
jobs:
  a:
    runs-on: ubuntu-latest
${more}    steps:
${steps}`;

const use = "      - run: echo ${{ steps.x.outputs.title }}\n";

test.each([
  ["      - { id: x, run: 'echo \"title=${{ github.event.issue.number }}\" >> $GITHUB_OUTPUT' }\n", []],
  [
    '      - { id: x, env: { T: "${{ github.event.issue.title }}" }, run: \'echo "title=$T" >> "$GITHUB_OUTPUT"\' }\n',
    ["template-injection critical :8"],
  ],
  [
    '      - { id: x, env: { T: "${{ github.event.issue.title }}" }, run: \'echo "other=$T" >> "$GITHUB_OUTPUT"\' }\n',
    [],
  ],
  [
    '      - { id: x, env: { T: "${{ github.event.issue.title }}" }, run: "echo \\"::set-output name=title::$T\\"" }\n',
    ["template-injection critical :8"],
  ],
  [
    '      - { id: x, env: { T: "${{ github.event.issue.title }}" }, run: "v=$T\\n{\\necho \\"title=$v\\"\\n} >> $GITHUB_OUTPUT" }\n',
    ["template-injection critical :8"],
  ],
  [
    '      - { id: x, env: { T: "${{ github.event.issue.title }}" }, run: "v=$(echo \\"$T\\" | wc -c)\\necho \\"title=$v\\" >> $GITHUB_OUTPUT" }\n',
    [],
  ],
])("a step's output carries what was written to it: %s", (first, expected) => {
  expect(firedIn({ [PATH]: flow(first + use) })).toEqual(expected);
});

test("variables of later steps carry it, and a text of several lines can set more of them", () => {
  const steps = (event: string) =>
    `      - { env: { T: "\${{ ${event} }}" }, run: 'echo "TITLE=$T" >> $GITHUB_ENV' }\n      - run: echo \${{ env.TITLE }}\n`;
  expect(firedIn({ [PATH]: flow(steps("github.event.issue.title")) })).toEqual([
    "environment-file-write low :7",
    "template-injection critical :8",
  ]);
  expect(firedIn({ [PATH]: flow(steps("github.event.issue.body")) })).toContain("environment-file-write high :7");
  expect(firedIn({ [PATH]: flow(steps("github.sha")) })).toEqual([]);
});

test("a job's output reaches the jobs that need it", () => {
  const more = "    outputs: { t: '${{ steps.x.outputs.title }}' }\n";
  const first = "      - { id: x, run: 'echo \"title=$GITHUB_HEAD_REF\" >> $GITHUB_OUTPUT' }\n";
  const second = `  b:
    needs: a
    runs-on: ubuntu-latest
    steps:
      - run: echo \${{ needs.a.outputs.t }}
`;
  expect(firedIn({ [PATH]: flow(first, "pull_request_target", more) + second })).toEqual([
    "template-injection critical :13",
  ]);
});

const ACTION = `inputs: { name: {} }
runs:
  using: composite
  steps:
    - { run: "echo \${{ inputs.name }}", shell: bash }
`;

test("an action of the tree is judged by what its callers hand to it, under their triggers", () => {
  const caller = (value: string) => flow(`      - { uses: ./.github/actions/greet, with: { name: "${value}" } }\n`);
  const action = ".github/actions/greet/action.yml";
  expect(firedIn({ [PATH]: caller("${{ github.event.issue.title }}"), [action]: ACTION })).toEqual([
    "template-injection critical :5",
  ]);
  expect(firedIn({ [PATH]: caller("fixed"), [action]: ACTION })).toEqual([]);
  expect(firedIn({ [action]: ACTION })).toEqual(["template-injection medium :5"]);
});

test("a called workflow runs under its caller's trigger, and gives its outputs back", () => {
  const called = `on:
  workflow_call:
    inputs: { ref: { type: string } }
    outputs: { head: { value: "\${{ jobs.b.outputs.head }}" } }
permissions: {}
jobs:
  b:
    runs-on: ubuntu-latest
    outputs: { head: "\${{ github.head_ref }}" }
    steps:
      - { uses: "actions/checkout@0e58ed8671d6b60d0890c21b07f8835ace038e67", with: { ref: "\${{ github.event.pull_request.head.sha }}", persist-credentials: false } }
      - run: make
`;
  const caller = `on: pull_request_target
permissions: {}
jobs:
  call: { uses: ./.github/workflows/called.yml }
  use:
    needs: call
    runs-on: ubuntu-latest
    steps:
      - run: echo \${{ needs.call.outputs.head }}
`;
  const path = ".github/workflows/called.yml";
  expect(firedIn({ [path]: called })).toEqual([]);
  expect(firedIn({ [path]: called, [PATH]: caller })).toEqual([
    "template-injection critical :9",
    "untrusted-checkout critical :11",
  ]);
});

test("workflow_run is open to outsiders only if what runs before is", () => {
  const steps = "      - run: echo ${{ github.event.workflow_run.head_branch }}\n";
  const after = flow(steps, "{ workflow_run: { workflows: [Build] } }");
  const before = (on: string) => `name: Build\n${flow("      - run: 'true'\n", on)}`;
  const path = ".github/workflows/build.yml";
  expect(firedIn({ [PATH]: after, [path]: before("pull_request") })).toEqual(["template-injection critical :7"]);
  expect(firedIn({ [PATH]: after, [path]: before("push") })).toEqual(["template-injection low :7"]);
  expect(firedIn({ [PATH]: after })).toEqual(["template-injection critical :7"]);
});

test("a matrix hands on what its values are made of", () => {
  const more =
    "    strategy: { matrix: { n: [1, 2], t: ['${{ github.event.issue.title }}'], include: [{ u: '${{ github.sha }}' }] } }\n";
  const use = (name: string) => `      - run: echo \${{ matrix.${name} }}\n`;
  expect(firedIn({ [PATH]: flow(use("t"), "issues", more) })).toEqual(["template-injection critical :8"]);
  expect(firedIn({ [PATH]: flow(use("n") + use("u"), "issues", more) })).toEqual([]);
});

test("inputs of actions that run them are scripts", () => {
  const steps = `      - uses: mikefarah/yq@0e58ed8671d6b60d0890c21b07f8835ace038e67\n        with: { cmd: "\${{ github.event.issue.title }}" }\n`;
  expect(firedIn({ [PATH]: flow(steps) })).toEqual(["template-injection critical :8"]);
});

test("jobs that need each other in many ways are asked once each", () => {
  const layer = (at: number) =>
    ["x", "y"].map(
      (side) => `  ${side}${at}: { needs: [x${at - 1}, y${at - 1}], if: "true", runs-on: ubuntu-latest, steps: [] }\n`,
    );
  const layers = Array.from({ length: 40 }, (_, at) => layer(at + 1).join("")).join("");
  expect(firedIn({ [PATH]: `on: pull_request_target\npermissions: {}\njobs:\n${layers}` })).toEqual([]);
});

test("circles of calls end", () => {
  const circle = (other: string) => `on: workflow_call
permissions: {}
jobs:
  a: { uses: ./.github/workflows/${other}.yml, with: { x: "\${{ inputs.x }}" } }
`;
  expect(firedIn({ ".github/workflows/a.yml": circle("b"), ".github/workflows/b.yml": circle("a") })).toEqual([]);
});
