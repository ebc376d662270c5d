import { asList, asMap, asScalar, type Mapping } from "../../documents/shape.ts";
import type { YamlPath } from "../../documents/yaml/read.ts";
import type { WorkflowFact } from "../facts.ts";
import {
  aJob,
  BY_MEMBERS,
  factsOfScript,
  imageOf,
  type Job,
  type Pasting,
  type PipelineDocument,
  pastedBy,
  pipelineReader,
} from "../pipeline-reader.ts";
import { variablesOf } from "../variables.ts";
import { CIRCLECI } from "./vocabulary.ts";

/** `<< … >>` is replaced before the shell reads the command (CircleCI, "Pipeline values and parameters"). */
const PASTING: Pasting = {
  pattern: /<<\s*(pipeline\.[\w.]+)\s*>>/g,
  setBy: (name) =>
    /^pipeline\.git\.(?:branch|tag)$/.test(name) ||
    /^pipeline\.trigger_parameters\..*(?:branch|title|message|ref)/.test(name)
      ? "contributor"
      : name.startsWith("pipeline.parameters.")
        ? "caller"
        : undefined,
};

/** Reads CircleCI's configuration: jobs, commands, executors, orbs. */
export const circleciReader = pipelineReader({
  name: "circleci",
  knows: CIRCLECI,
  matches: (path) => /(?:^|\/)\.circleci\/[\w.-]+\.ya?ml$/.test(path),
  facts: function* (document) {
    const { path, root } = document;
    const waits = approvedJobs(root);
    yield* orbs(document);
    for (const [name, value] of Object.entries(asMap(root.executors) ?? {}))
      yield* imagesOf(asMap(value) ?? {}, ["executors", name], document, aJob(path, name, BY_MEMBERS));
    for (const kind of ["jobs", "commands"]) {
      for (const [name, value] of Object.entries(asMap(root[kind]) ?? {}))
        yield* factsOfJob(
          asMap(value) ?? {},
          [kind, name],
          document,
          aJob(path, name, BY_MEMBERS, { byHand: waits.has(name) }),
        );
    }
  },
});

function* factsOfJob(job: Mapping, path: YamlPath, document: PipelineDocument, about: Job): Iterable<WorkflowFact> {
  yield* imagesOf(job, path, document, about);
  yield* variablesOf(job.environment, [...path, "environment"], about.about, document.locate);
  yield* stepsOf(asList(job.steps), [...path, "steps"], document, about);
}

function* stepsOf(
  steps: readonly unknown[],
  path: YamlPath,
  document: PipelineDocument,
  about: Job,
  depth = 0,
): Iterable<WorkflowFact> {
  for (const [index, value] of steps.entries()) {
    const step = asMap(value) ?? {};
    const here = [...path, index];
    for (const key of ["when", "unless"]) {
      if (depth < 10)
        yield* stepsOf(asList(asMap(step[key])?.steps), [...here, key, "steps"], document, about, depth + 1);
    }
    const run = asMap(step.run);
    const script = asScalar(step.run) ?? asScalar(run?.command) ?? "";
    if (run !== undefined)
      yield* variablesOf(run.environment, [...here, "run", "environment"], about.about, document.locate);
    const at = document.locate(run === undefined ? [...here, "run"] : [...here, "run", "command"]);
    yield* factsOfScript(script, at, about, pastedBy(PASTING, script));
    const cache = asMap(step.restore_cache);
    if (cache !== undefined)
      yield { kind: "restored-cache", at: document.locate(here), ...about.about, by: "restore_cache", publishes: "" };
  }
}

function* imagesOf(job: Mapping, path: YamlPath, document: PipelineDocument, about: Job): Iterable<WorkflowFact> {
  for (const [index, image] of asList(job.docker).entries())
    yield* imageOf(image, [...path, "docker", index], document, about);
}

function* orbs({ path, root, locate }: PipelineDocument): Iterable<WorkflowFact> {
  for (const [alias, value] of Object.entries(asMap(root.orbs) ?? {})) {
    const [name, ref = ""] = (asScalar(value) ?? "").split("@");
    if (name === undefined || name === "") continue;
    const { about } = aJob(path, "orbs", BY_MEMBERS);
    yield { kind: "included-pipeline", at: locate(["orbs", alias]), ...about, form: "orb", name, ref };
  }
}

/** Jobs behind one of the type `approval` in every workflow that names them. */
function approvedJobs(root: Mapping): Set<string> {
  const approved = new Set<string>();
  for (const workflow of Object.values(asMap(root.workflows) ?? {})) {
    const jobs = asList(asMap(workflow)?.jobs).flatMap((job) => Object.entries(asMap(job) ?? {}));
    const gates = new Set(jobs.flatMap(([name, job]) => (asMap(job)?.type === "approval" ? [name] : [])));
    for (const [name, job] of jobs)
      if (asList(asMap(job)?.requires).some((needed) => gates.has(asScalar(needed) ?? ""))) approved.add(name);
  }
  return approved;
}
