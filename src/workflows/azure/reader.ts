import { asList, asMap, asScalar, type Mapping } from "../../documents/shape.ts";
import type { YamlPath } from "../../documents/yaml/read.ts";
import type { Trigger, WorkflowFact } from "../facts.ts";
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
import { AZURE } from "./vocabulary.ts";

/** `$(…)` and `${{ … }}` are replaced before the shell reads the script (Azure, "Define variables"). */
const PASTING: Pasting = {
  pattern: /\$(?:\(|\{\{\s*variables(?:\[')?\.?)\s*((?:Build|System)\.[\w.]+)/gi,
  setBy: (name) =>
    /^(?:Build\.(?:SourceBranch(?:Name)?|SourceVersionMessage|RequestedFor|SourceVersionAuthor)|System\.PullRequest\.SourceBranch)$/i.test(
      name,
    )
      ? "contributor"
      : undefined,
};

/** Reads Azure's pipelines and their templates: stages, jobs, deployments, steps. */
export const azureReader = pipelineReader({
  name: "azure",
  knows: AZURE,
  matches: (path) =>
    /(?:^|\/)(?:\.?azure-pipelines?[\w.-]*|(?:\.azure-pipelines|\.?azure-pipelines|\.azuredevops|\.vsts)\/(?:.*\/)?[\w.-]+)\.ya?ml$/.test(
      path,
    ) || /(?:^|\/)\.vsts-ci\.ya?ml$/.test(path),
  facts: function* (document) {
    const { path, root } = document;
    const trigger = triggerOf(root);
    const file = aJob(path, "pipeline", trigger);
    yield* repositories(document, file);
    yield* variables(root.variables, ["variables"], document, file);
    for (const [index, container] of asList(asMap(root.resources)?.containers).entries())
      yield* imageOf(container, ["resources", "containers", index], document, file);
    yield* jobsIn(root, [], document, trigger, 0);
  },
});

function* jobsIn(
  holder: Mapping,
  path: YamlPath,
  document: PipelineDocument,
  trigger: Trigger,
  depth: number,
): Iterable<WorkflowFact> {
  if (depth > 8) return;
  const open = isKeptFromRequests(holder) ? BY_MEMBERS : trigger;
  const name = asScalar(holder.job) ?? asScalar(holder.deployment) ?? asScalar(holder.stage) ?? "pipeline";
  const environment = asScalar(holder.environment) ?? asScalar(asMap(holder.environment)?.name) ?? "";
  const job = aJob(document.path, name, open, { environment });
  if (path.length > 0) yield* variables(holder.variables, [...path, "variables"], document, job);
  const isResource = /^[\w-]+$/.test(asScalar(holder.container) ?? "");
  if (!isResource) yield* imageOf(holder.container, [...path, "container"], document, job);
  yield* poolOf(holder.pool, [...path, "pool"], document, job);
  yield* stepsIn(holder, path, document, job);
  for (const key of ["stages", "jobs"]) {
    for (const [index, value] of asList(holder[key]).entries()) {
      const inner = asMap(value);
      if (inner !== undefined) yield* jobsIn(inner, [...path, key, index], document, open, depth + 1);
    }
  }
  yield* strategyOf(holder.strategy, [...path, "strategy"], document, job);
}

/** A condition that asks for the reason or the branch of the run. */
function isKeptFromRequests({ condition }: Mapping): boolean {
  return /Build\.(?:Reason|SourceBranch)|System\.PullRequest/i.test(asScalar(condition) ?? "");
}

/** The steps of a deployment stand below its strategy: `runOnce: { deploy: { steps } }`. */
function* strategyOf(strategy: unknown, path: YamlPath, document: PipelineDocument, job: Job): Iterable<WorkflowFact> {
  for (const [kind, hooks] of Object.entries(asMap(strategy) ?? {})) {
    for (const [hook, value] of Object.entries(asMap(hooks) ?? {}))
      yield* stepsIn(asMap(value) ?? {}, [...path, kind, hook], document, job);
  }
}

function* stepsIn(
  holder: Mapping,
  path: YamlPath,
  document: PipelineDocument,
  job: Job,
  depth = 0,
): Iterable<WorkflowFact> {
  for (const [index, value] of asList(holder.steps).entries()) {
    const step = asMap(value);
    if (step === undefined) continue;
    const here = [...path, "steps", index];
    yield* factsOfStep(step, here, document, job);
    // A conditional block is a key of its own with the steps below it.
    for (const [key, inner] of Object.entries(step))
      if (key.startsWith("${{") && Array.isArray(inner) && depth < 8)
        yield* stepsIn({ steps: inner }, [...here, key], document, job, depth + 1);
  }
}

const SCRIPTS = [
  ["script", "shell"],
  ["bash", "shell"],
  ["pwsh", "pwsh"],
  ["powershell", "pwsh"],
] as const;

function* factsOfStep(step: Mapping, path: YamlPath, document: PipelineDocument, job: Job): Iterable<WorkflowFact> {
  const { locate } = document;
  yield* variablesOf(step.env, [...path, "env"], job.about, locate);
  for (const [key, interpreter] of SCRIPTS) {
    const script = asScalar(step[key]) ?? "";
    yield* factsOfScript(script, locate([...path, key]), job, pasted(script, document), interpreter);
  }
  const inputs = asMap(step.inputs) ?? {};
  for (const key of ["script", "inlineScript"]) {
    const script = step.task === undefined ? "" : (asScalar(inputs[key]) ?? "");
    const interpreter = /PowerShell/i.test(asScalar(step.task) ?? "") ? "pwsh" : "shell";
    yield* factsOfScript(script, locate([...path, "inputs", key]), job, pasted(script, document), interpreter);
  }
}

/** Besides the macros: parameters of free text that whoever starts a run writes. */
function pasted(script: string, { root }: PipelineDocument) {
  const free = new Set(
    asList(root.parameters).flatMap((value) => {
      const parameter = asMap(value) ?? {};
      const isFree = (parameter.type === undefined || parameter.type === "string") && parameter.values === undefined;
      return isFree ? [asScalar(parameter.name) ?? ""] : [];
    }),
  );
  const parameters: Pasting = {
    pattern: /\$\{\{\s*(parameters\.[\w-]+)\s*\}\}/g,
    setBy: (name) => (free.has(name.slice("parameters.".length)) ? "caller" : undefined),
  };
  return [...pastedBy(PASTING, script), ...pastedBy(parameters, script)];
}

function triggerOf(root: Mapping): Trigger {
  const outsider = root.pr !== undefined && root.pr !== "none" && root.pr !== null;
  return { events: outsider ? ["push", "pr"] : ["push"], outsider, privileged: false };
}

function* poolOf(
  pool: unknown,
  path: YamlPath,
  { locate }: PipelineDocument,
  { about, trigger }: Job,
): Iterable<WorkflowFact> {
  const name = asScalar(pool) ?? asScalar(asMap(pool)?.name);
  // A pool with a machine's image is the vendor's; a named one without is the organization's own.
  if (name === undefined || /\$|^Azure Pipelines$/i.test(name) || asMap(pool)?.vmImage !== undefined) return;
  yield { kind: "runner", at: locate(path), ...about, labels: ["self-hosted", name], trigger };
}

/** Variables as a map, or as a list of names and values. */
function* variables(
  value: unknown,
  path: YamlPath,
  { locate }: PipelineDocument,
  { about }: Job,
): Iterable<WorkflowFact> {
  yield* variablesOf(value, path, about, locate);
  for (const [index, entry] of asList(value).entries()) {
    const map = asMap(entry) ?? {};
    const name = asScalar(map.name);
    if (name !== undefined) yield* variablesOf({ [name]: map.value }, [...path, index], about, locate);
  }
}

function* repositories({ root, locate }: PipelineDocument, { about }: Job): Iterable<WorkflowFact> {
  for (const [index, value] of asList(asMap(root.resources)?.repositories).entries()) {
    const repository = asMap(value) ?? {};
    const name = asScalar(repository.name) ?? asScalar(repository.repository);
    const at = locate(["resources", "repositories", index]);
    const ref = (asScalar(repository.ref) ?? "").replace(/^refs\/(?:heads|tags)\//, "");
    if (name !== undefined) yield { kind: "included-pipeline", at, ...about, form: "repository", name, ref };
  }
}
