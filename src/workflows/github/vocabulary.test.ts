import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { firedIn, gapsIn } from "../testing/fired.ts";
import type { Vocabulary } from "../vocabulary.ts";
import { ACTION, WORKFLOW } from "./vocabulary.ts";

type Definitions = Record<string, { mapping?: { properties?: Record<string, unknown> } }>;

/** The schema of GitHub's own parser. */
function official(name: "workflow" | "action"): Definitions {
  const parser = fileURLToPath(import.meta.resolve("@actions/workflow-parser"));
  const text = readFileSync(join(dirname(parser), `${name}-v1.0.min.json`), "utf8");
  return (JSON.parse(text) as { definitions: Definitions }).definitions;
}

function keysOf(definitions: Definitions, ...names: readonly string[]): string[] {
  return names.flatMap((name) => Object.keys(definitions[name]?.mapping?.properties ?? {}));
}

function at(vocabulary: Vocabulary, ...way: readonly string[]): Vocabulary {
  return way.reduce((here, key) => {
    const next = key === "*" ? here.named : here.below.get(key);
    if (next === undefined) throw new Error(`no vocabulary at ${key}`);
    return next;
  }, vocabulary);
}

const JOB = ["jobs", "*"] as const;

test.each([
  ["workflow", [], ["workflow-root-strict"]],
  ["workflow", JOB, ["job-factory", "workflow-job"]],
  [
    "workflow",
    [...JOB, "steps"],
    ["run-step", "regular-step", "wait-step", "wait-all-step", "cancel-step", "parallel-step"],
  ],
  ["workflow", [...JOB, "steps", "parallel"], ["run-step", "regular-step"]],
  ["workflow", [...JOB, "runs-on"], ["runs-on-mapping"]],
  ["workflow", [...JOB, "strategy"], ["strategy"]],
  ["workflow", [...JOB, "environment"], ["job-environment-mapping"]],
  ["workflow", [...JOB, "container"], ["container-mapping", "service-container-mapping"]],
  ["workflow", ["concurrency"], ["concurrency-mapping"]],
  ["workflow", ["on", "workflow_call"], ["workflow-call-mapping"]],
  ["workflow", ["on", "*"], ["push-mapping", "pull-request-mapping", "workflow-run-mapping", "image-version-mapping"]],
  ["action", [], ["action-root-strict"]],
  ["action", ["runs"], ["container-runs-strict", "node-runs-strict", "composite-runs", "plugin-runs"]],
  ["action", ["runs", "steps"], ["run-step", "uses-step"]],
] as const)("every key that GitHub's %s schema has at %j is known here", (name, way, definitions) => {
  const keys = keysOf(official(name), ...definitions);
  expect(keys.length).toBeGreaterThan(0);
  const known = at(name === "workflow" ? WORKFLOW : ACTION, ...way).keys;
  expect(keys.filter((key) => !known.has(key))).toEqual([]);
});

test("another key is a gap with its place, not silence", () => {
  const text =
    "on: push\npermissions: {}\njobs:\n  a:\n    runs-on: x\n    runz: y\n    steps:\n      - run: make\n        rum: z\n";
  expect(gapsIn(".github/workflows/a.yml", text)).toEqual([
    "the key `runz` is not known here: what it does was not judged",
    "the key `rum` is not known here: what it does was not judged",
  ]);
});

test("steps that run beside each other are steps", () => {
  const title = "${{ github.event.pull_request.title }}";
  const text = `on: pull_request_target\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - parallel:\n          - run: make\n          - run: echo "${title}"\n`;
  expect(firedIn({ ".github/workflows/a.yml": text })).toEqual(["template-injection critical :9"]);
});
