import { asList, asMap, asScalar, type Mapping, texts } from "../../documents/shape.ts";
import type { YamlPath } from "../../documents/yaml/read.ts";
import type { Trigger, WorkflowFact } from "../facts.ts";
import {
  aJob,
  commandLine,
  factsOfScript,
  imageOf,
  interpreterOf,
  type Job,
  type Pasting,
  type PipelineDocument,
  pastedBy,
  pipelineReader,
} from "../pipeline-reader.ts";
import { ARGO } from "./vocabulary.ts";

const CALLED: Trigger = { events: ["called"], outsider: false, privileged: false };

/** `{{…}}` is replaced in a script before it runs. */
const PASTING: Pasting = {
  pattern: /\{\{=?\s*((?:inputs|workflow)\.parameters\.[\w-]+)/g,
  setBy: () => "caller",
};

const KINDS = new Set(["Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow"]);

/** Reads Argo's workflows and their templates. */
export const argoReader = pipelineReader({
  name: "argo",
  knows: ARGO,
  matches: (path) =>
    /(?:^|\/)(?:\.?argo|argo-workflows?|workflows?|workflow-templates?)\/(?:.*\/)?[\w.-]+\.ya?ml$|(?:^|\/)(?:[\w-]+-)?workflow(?:-?template)?s?\.ya?ml$/.test(
      path,
    ) && !/(?:^|\/)\.(?:github|gitea|forgejo)\//.test(path),
  isOne: ({ apiVersion, kind }) =>
    (asScalar(apiVersion) ?? "").startsWith("argoproj.io/") && KINDS.has(asScalar(kind) ?? ""),
  facts: function* (document): Iterable<WorkflowFact> {
    const { path: file, root } = document;
    const isCron = asMap(asMap(root.spec)?.workflowSpec) !== undefined;
    const spec = asMap(isCron ? asMap(root.spec)?.workflowSpec : root.spec) ?? {};
    const base = isCron ? ["spec", "workflowSpec"] : ["spec"];
    for (const [index, value] of asList(spec.templates).entries()) {
      const template = asMap(value) ?? {};
      const job = aJob(file, asScalar(template.name) ?? `template ${index + 1}`, CALLED);
      for (const [part, path] of containersOf(template, [...base, "templates", index]))
        yield* factsOfContainer(part, path, document, job);
    }
  },
});

/** All that runs in a template, with where it stands. */
function* containersOf(template: Mapping, path: YamlPath): Iterable<[Mapping, YamlPath]> {
  for (const key of ["script", "container"]) {
    const part = asMap(template[key]);
    if (part !== undefined) yield [part, [...path, key]];
  }
  const lists = [
    [template.initContainers, [...path, "initContainers"]],
    [template.sidecars, [...path, "sidecars"]],
    [asMap(template.containerSet)?.containers, [...path, "containerSet", "containers"]],
  ] as const;
  for (const [list, at] of lists) {
    for (const [index, value] of asList(list).entries()) {
      const part = asMap(value);
      if (part !== undefined) yield [part, [...at, index]];
    }
  }
}

function* factsOfContainer(
  part: Mapping,
  path: YamlPath,
  document: PipelineDocument,
  job: Job,
): Iterable<WorkflowFact> {
  const privilege = asMap(part.securityContext)?.privileged === true ? "privileged: true" : undefined;
  yield* imageOf(part.image, [...path, "image"], document, job, privilege);
  const source = asScalar(part.source);
  const { script, interpreter } =
    source === undefined ? commandLine(part) : { script: source, interpreter: interpreterOf(texts(part.command)[0]) };
  const at = document.locate([...path, source === undefined ? "args" : "source"]);
  yield* factsOfScript(script, at, job, pastedBy(PASTING, script), interpreter);
}
