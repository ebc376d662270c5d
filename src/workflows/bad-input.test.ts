import { expect, test } from "vitest";
import { firedIn, gapsIn, joinedGaps } from "./testing/fired.ts";

const PATH = ".github/workflows/a.yml";
const TITLE = "${{ github.event.pull_request.title }}";
const STEP = `    runs-on: ubuntu-24.04\n    steps:\n      - run: echo "${TITLE}"\n`;
const HEAD = "on: pull_request_target\npermissions: {}\njobs:\n";

test("anchors and aliases are what they stand for", () => {
  const text = `${HEAD}  a: &job\n${STEP}  b: *job\n`;
  expect(firedIn({ [PATH]: text })).toEqual(["template-injection critical :7", "template-injection critical :8"]);
});

test.each([
  ["a key that stands twice", `${HEAD}  a:\n${STEP}  a:\n${STEP}`, /the key `a` stands twice/],
  ["a tab where blanks should be", `${HEAD}\ta:\n\t\truns-on: x\n`, /not YAML/],
  ["aliases that multiply", laughs(), /not YAML: .*alias/i],
  ["a template", "on: push\njobs:\n{{- range .Jobs }}\n  {{ .Name }}: {}\n{{- end }}\n", /not YAML|no map|not known/],
  ["nothing but a text", "hello", /no map/],
  ["a list", "- a\n- b\n", /no map/],
  ["jobs that are no map", "on: push\njobs: [a]\n", /no map of jobs/],
])("%s is a gap, and judged as far as it goes", (_, text, reason) => {
  expect(gapsIn(PATH, text).join("\n")).toMatch(reason);
});

/** Ten to the ninth values, if somebody unfolded them. */
function laughs(): string {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let level = 1; level < 10; level++)
    lines.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(", ")}]`);
  return `on: push\n${lines.join("\n")}\njobs: { a: { steps: *a9 } }\n`;
}

test("workflows that call each other in a ring end", () => {
  const call = (other: string) =>
    `on: { workflow_call: {}, pull_request_target: {} }\npermissions: {}\njobs:\n  b: { uses: ./.github/workflows/${other}.yml }\n  a:\n${STEP}`;
  const files = { [PATH]: call("b"), ".github/workflows/b.yml": call("a") };
  expect(firedIn(files)).toEqual(["template-injection critical :8", "template-injection critical :8"]);
  expect(joinedGaps(files)).toEqual([]);
});

test("outputs that feed each other in a ring end", () => {
  const job = (needs: string) =>
    `    needs: ${needs}\n    runs-on: ubuntu-24.04\n    outputs: { v: "\${{ needs.${needs}.outputs.v }}" }\n    steps:\n      - run: echo "\${{ needs.${needs}.outputs.v }}"\n`;
  expect(firedIn({ [PATH]: `${HEAD}  a:\n${job("b")}  b:\n${job("a")}` })).toEqual([]);
});

test("a composite action that uses itself ends", () => {
  const action =
    "runs:\n  using: composite\n  steps:\n    - uses: ./.github/actions/x\n    - run: make\n      shell: bash\n";
  const text = `${HEAD}  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: ./.github/actions/x\n`;
  expect(firedIn({ [PATH]: text, ".github/actions/x/action.yml": action })).toEqual([]);
});

test("ten thousand jobs are read, one for one", () => {
  const jobs = Array.from({ length: 10_000 }, (_, n) => `  j${n}:\n    runs-on: x\n    steps: [{ run: make }]\n`);
  expect(firedIn({ [PATH]: `on: push\npermissions: {}\njobs:\n${jobs.join("")}` })).toEqual([]);
});
