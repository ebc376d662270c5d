import { asList, asMap, asScalar, type Mapping } from "../../documents/shape.ts";
import type { YamlPath } from "../../documents/yaml/read.ts";
import type { WorkflowFact } from "../facts.ts";
import {
  aJob,
  BY_MEMBERS,
  factsOfScript,
  type Job,
  linesOf,
  type Pasting,
  type PipelineDocument,
  pastedBy,
  pipelineReader,
} from "../pipeline-reader.ts";
import { variablesOf } from "../variables.ts";
import { BUILDKITE } from "./vocabulary.ts";

/** `$BUILDKITE_…` is replaced when the pipeline is uploaded, before any shell reads it; `$$` keeps it from that. */
const PASTING: Pasting = {
  pattern: /(?<![$\\])\$\{?(BUILDKITE_(?:MESSAGE|BRANCH|TAG|BUILD_AUTHOR|PULL_REQUEST_BASE_BRANCH))\b/g,
  setBy: () => "contributor",
};

/** Reads Buildkite's pipelines. */
export const buildkiteReader = pipelineReader({
  name: "buildkite",
  knows: BUILDKITE,
  matches: (path) => /(?:^|\/)\.buildkite\/(?:.*\/)?[\w.-]+\.ya?ml$/.test(path),
  facts: function* (document) {
    const { path, root, locate } = document;
    yield* variablesOf(root.env, ["env"], aJob(path, "pipeline", BY_MEMBERS).about, locate);
    yield* stepsIn(asList(root.steps), ["steps"], document, 0, false);
  },
});

function* stepsIn(
  steps: readonly unknown[],
  path: YamlPath,
  document: PipelineDocument,
  depth: number,
  isBehindBlock: boolean,
): Iterable<WorkflowFact> {
  let byHand = isBehindBlock;
  for (const [index, value] of steps.entries()) {
    const step = asMap(value);
    if (step === undefined) continue;
    // Everything behind a block waits for a person.
    if (step.block !== undefined || step.input !== undefined) byHand = true;
    const name = asScalar(step.key) ?? asScalar(step.label) ?? `step ${index + 1}`;
    const job = aJob(document.path, name, BY_MEMBERS, { byHand });
    const here = [...path, index];
    yield* factsOfStep(step, here, document, job);
    if (depth < 4) yield* stepsIn(asList(step.steps), [...here, "steps"], document, depth + 1, byHand);
  }
}

function* factsOfStep(step: Mapping, path: YamlPath, document: PipelineDocument, job: Job): Iterable<WorkflowFact> {
  const { locate } = document;
  yield* variablesOf(step.env, [...path, "env"], job.about, locate);
  for (const key of ["command", "commands"]) {
    const script = linesOf(step[key]);
    yield* factsOfScript(script, locate([...path, key]), job, pastedBy(PASTING, script));
  }
  const plugins = asList(step.plugins);
  const listed = plugins.length > 0 ? plugins : Object.keys(asMap(step.plugins) ?? {});
  for (const [index, plugin] of listed.entries()) {
    const [name = "", ref = ""] = (asScalar(plugin) ?? Object.keys(asMap(plugin) ?? {})[0] ?? "").split("#");
    if (name === "" || name.startsWith("./")) continue;
    const at = locate([...path, "plugins", index]);
    yield { kind: "included-pipeline", at, ...job.about, form: "plugin", name, ref };
  }
}
