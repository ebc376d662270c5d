import { asList, asMap, asScalar, type Mapping } from "../../documents/shape.ts";
import type { YamlPath } from "../../documents/yaml/read.ts";
import type { Trigger, WorkflowFact } from "../facts.ts";
import {
  aJob,
  commandLine,
  factsOfScript,
  imageOf,
  type Job,
  type Pasting,
  type PipelineDocument,
  pastedBy,
  pipelineReader,
} from "../pipeline-reader.ts";
import { TEKTON } from "./vocabulary.ts";

/** `$(params.x)` is replaced in a script before it runs; Pipelines as Code does the same with `{{ … }}` of the event. */
const PASTING: Pasting = {
  pattern:
    /(?:\$\(|\{\{\s*)((?:params|inputs\.params|tasks\.[\w-]+\.results|body\.[\w.]+|source_branch|pull_request[\w.]*|event_title|trigger_comment)(?:[.[][\w'"-]+\]?)*)/g,
  setBy: (name) =>
    /^(?:params|inputs\.params)[.[]/.test(name)
      ? "caller"
      : /^(?:source_branch|event_title|trigger_comment|body\..*(?:title|body|message|ref|name))/.test(name)
        ? "anyone"
        : undefined,
};

/** Reads Tekton's tasks, pipelines and runs. */
export const tektonReader = pipelineReader({
  name: "tekton",
  knows: TEKTON,
  matches: (path) =>
    /(?:^|\/)(?:\.?tekton\/(?:.*\/)?[\w.-]+|(?:pipeline|task)s?(?:-?runs?)?|[\w-]+-(?:pipeline|task)(?:-?run)?)\.ya?ml$/.test(
      path,
    ),
  isOne: (root) => (asScalar(root.apiVersion) ?? "").startsWith("tekton.dev/"),
  facts: function* (document) {
    const { root } = document;
    const spec = asMap(root.spec) ?? {};
    yield* tasksIn(spec, ["spec"], document, triggerOf(root), 0);
  },
});

/** A task's own steps, and the tasks that stand inside a pipeline or a run. */
function* tasksIn(
  spec: Mapping,
  path: YamlPath,
  document: PipelineDocument,
  trigger: Trigger,
  depth: number,
): Iterable<WorkflowFact> {
  if (depth > 5) return;
  const name = asScalar(asMap(document.root.metadata)?.name) ?? "task";
  const job = aJob(document.path, name, trigger);
  for (const key of ["steps", "sidecars"]) {
    for (const [index, value] of asList(spec[key]).entries())
      yield* factsOfStep(asMap(value) ?? {}, [...path, key, index], document, job);
  }
  for (const key of ["taskSpec", "pipelineSpec"]) {
    const inner = asMap(spec[key]);
    if (inner !== undefined) yield* tasksIn(inner, [...path, key], document, trigger, depth + 1);
  }
  for (const key of ["tasks", "finally"]) {
    for (const [index, value] of asList(spec[key]).entries())
      yield* tasksIn(asMap(value) ?? {}, [...path, key, index], document, trigger, depth + 1);
  }
}

function* factsOfStep(step: Mapping, path: YamlPath, document: PipelineDocument, job: Job): Iterable<WorkflowFact> {
  const privilege = asMap(step.securityContext)?.privileged === true ? "privileged: true" : undefined;
  yield* imageOf(step.image, [...path, "image"], document, job, privilege);
  const written = asScalar(step.script);
  const { script, interpreter } =
    written === undefined
      ? commandLine(step)
      : { script: written, interpreter: /^#!.*\b(python|node|ruby|perl)/.exec(written)?.[1] ?? "shell" };
  const at = document.locate([...path, written === undefined ? "args" : "script"]);
  yield* factsOfScript(script, at, job, pastedBy(PASTING, script), interpreter);
}

/** Pipelines as Code starts a run on the events in its annotations. */
function triggerOf(root: Mapping): Trigger {
  const notes = asMap(asMap(root.metadata)?.annotations) ?? {};
  const on = asScalar(notes["pipelinesascode.tekton.dev/on-event"]) ?? "";
  const comment = notes["pipelinesascode.tekton.dev/on-comment"] !== undefined;
  const outsider = on.includes("pull_request") || comment;
  return { events: on === "" ? ["called"] : on.replace(/[[\]\s]/g, "").split(","), outsider, privileged: false };
}
