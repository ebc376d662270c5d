import { expect, test } from "vitest";
import type { Finding } from "../../src/core/finding.ts";
import { gitRepository } from "../../src/testing/git-repository.ts";
import { reportOf, runWaybill } from "../../src/testing/run-waybill.ts";

const HEAD_OF_PR = "${{ github.event.pull_request.head.sha }}";
const TITLE = "${{ github.event.pull_request.title }}";
const ISSUE = "${{ github.event.issue.title }}";

const workflow = (on: string, ...steps: readonly string[]) =>
  `on: ${on}\npermissions: {}\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps:\n${steps.map((step) => `      - ${step}\n`).join("")}`;

const GREETING = workflow("pull_request_target", `run: echo "${TITLE}"`);
const MEMBERS = workflow("push", `run: echo "${TITLE}"`);
const TRIAGE = workflow("issues", `run: echo "${ISSUE}"`);
const CHECKOUT = workflow(
  "pull_request_target",
  `uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683\n        with: { ref: "${HEAD_OF_PR}" }`,
  "run: make",
);

const places = (findings: readonly Finding[], rule: string) =>
  findings
    .filter((finding) => finding.rule === `workflows/${rule}`)
    .flatMap(({ locations }) => locations.map(({ path, ref = "HEAD" }) => `${ref}:${path}`))
    .sort();

test("what an outsider can start on any branch is found there, and nothing else of other branches", async () => {
  using repository = gitRepository();
  repository.commit("old", {
    ".github/workflows/greet.yml": GREETING,
    ".github/workflows/push.yml": MEMBERS,
    ".github/workflows/triage.yml": TRIAGE,
  });
  repository.git("branch", "release/1");
  repository.commit("older still", { ".github/workflows/build.yml": CHECKOUT });
  repository.git("branch", "release/2");
  repository.git("update-ref", "refs/remotes/origin/same", "HEAD");
  repository.commit("mended", {
    ".github/workflows/greet.yml": workflow("pull_request_target", "run: echo hello"),
    ".github/workflows/triage.yml": workflow("push", "run: echo hello"),
    ".github/workflows/build.yml": workflow("push", "run: make"),
  });
  const words = ["workflows", ".", "--format", "json", "--offline"];
  const here = reportOf(await runWaybill(repository.path, words));
  expect(places(here.findings, "template-injection")).toEqual(["HEAD:.github/workflows/push.yml"]);
  const { findings, coverage } = reportOf(await runWaybill(repository.path, [...words, "--all-refs"]));
  expect(places(findings, "template-injection")).toEqual([
    "HEAD:.github/workflows/push.yml",
    "origin/same:.github/workflows/greet.yml",
    "release/1:.github/workflows/greet.yml",
  ]);
  expect(places(findings, "untrusted-checkout")).toEqual(["origin/same:.github/workflows/build.yml"]);
  expect(coverage.find(({ analyzer }) => analyzer === "workflows/pipelines")).toMatchObject({
    status: "complete",
    examined: { branches: 2 },
  });
});

test("a branch that cannot be read is a gap with its name, and the run is not complete", async () => {
  using repository = gitRepository();
  repository.commit("first", { ".github/workflows/a.yml": "on: pull_request\njobs: {{ nonsense }}\n" });
  repository.git("branch", "broken");
  repository.commit("second", { ".github/workflows/a.yml": workflow("push", "run: make") });
  const run = await runWaybill(repository.path, ["workflows", ".", "--format", "json", "--offline", "--all-refs"]);
  const gaps = reportOf(run).coverage.flatMap((one) => one.gaps.map(({ where }) => where));
  expect([run.status, gaps]).toEqual([3, [expect.stringMatching(/^broken:\.github\/workflows\/a\.yml/)]]);
});

test("only a repository has branches", async () => {
  using repository = gitRepository();
  const { status, stderr } = await runWaybill(`${repository.path}/.git/info`, ["workflows", ".", "--all-refs"]);
  expect([status, stderr]).toEqual([2, expect.stringContaining("no git repository")]);
});
