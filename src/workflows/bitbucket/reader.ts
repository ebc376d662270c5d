import { asList, asMap, asScalar, type Mapping } from "../../documents/shape.ts";
import type { YamlPath } from "../../documents/yaml/read.ts";
import type { Trigger, WorkflowFact } from "../facts.ts";
import {
  aJob,
  BY_MEMBERS,
  factsOfScript,
  imageOf,
  type Job,
  linesOf,
  type PipelineDocument,
  pipelineReader,
  published,
  publishes,
} from "../pipeline-reader.ts";
import { variablesOf } from "../variables.ts";
import { BITBUCKET } from "./vocabulary.ts";

const PULL_REQUEST: Trigger = { events: ["pull-requests"], outsider: false, privileged: false };

/** Reads Bitbucket's pipelines. Nothing is pasted into scripts there: all values are the shell's variables. */
export const bitbucketReader = pipelineReader({
  name: "bitbucket",
  knows: BITBUCKET,
  matches: (path) => /(?:^|\/)bitbucket-pipelines\.ya?ml$/.test(path),
  facts: function* (document) {
    const { path, root } = document;
    const file = aJob(path, "pipelines", BY_MEMBERS);
    yield* imageOf(root.image, ["image"], document, file);
    const definitions = asMap(root.definitions) ?? {};
    for (const [name, service] of Object.entries(asMap(definitions.services) ?? {}))
      yield* imageOf(service, ["definitions", "services", name], document, file);
    const pipelines = asMap(root.pipelines) ?? {};
    yield* itemsIn(pipelines.default, ["pipelines", "default"], document, "default", BY_MEMBERS, 0);
    for (const kind of ["branches", "tags", "pull-requests", "custom", "bookmarks"]) {
      const trigger = kind === "pull-requests" ? PULL_REQUEST : BY_MEMBERS;
      for (const [name, list] of Object.entries(asMap(pipelines[kind]) ?? {}))
        yield* itemsIn(list, ["pipelines", kind, name], document, name, trigger, 0);
    }
  },
});

/** Steps, and what holds steps: `parallel` and `stage`. */
function* itemsIn(
  value: unknown,
  path: YamlPath,
  document: PipelineDocument,
  name: string,
  trigger: Trigger,
  depth: number,
): Iterable<WorkflowFact> {
  if (depth > 6) return;
  const list = Array.isArray(value) ? value : asList(asMap(value)?.steps);
  const here = Array.isArray(value) ? path : [...path, "steps"];
  for (const [index, entry] of list.entries()) {
    const item = asMap(entry) ?? {};
    const step = asMap(item.step);
    if (step !== undefined) yield* factsOfStep(step, [...here, index, "step"], document, name, trigger);
    for (const key of ["parallel", "stage"])
      yield* itemsIn(item[key], [...here, index, key], document, name, trigger, depth + 1);
  }
}

function* factsOfStep(
  step: Mapping,
  path: YamlPath,
  document: PipelineDocument,
  pipeline: string,
  trigger: Trigger,
): Iterable<WorkflowFact> {
  const environment = asScalar(step.deployment) ?? "";
  const name = `${pipeline}/${asScalar(step.name) ?? "step"}`;
  const job = aJob(document.path, name, trigger, { environment, byHand: step.trigger === "manual" });
  yield* imageOf(step.image, [...path, "image"], document, job);
  for (const key of ["script", "after-script"]) {
    yield* factsOfScript(linesOf(step[key]), document.locate([...path, key]), job, []);
    for (const [index, line] of asList(step[key]).entries()) yield* pipeOf(line, [...path, key, index], document, job);
  }
  const saysSo = ["script", "after-script"].some((key) => publishes(linesOf(step[key])) !== undefined);
  if (environment !== "" && !saysSo)
    yield published(`a deployment to ${environment}`, document.locate([...path, "deployment"]), job);
  if (asMap(step.clone) !== undefined) yield* variablesOf(step.clone, [...path, "clone"], job.about, document.locate);
  const labels = asList(step["runs-on"]).flatMap((label) => asScalar(label) ?? []);
  if (labels.length > 0)
    yield { kind: "runner", at: document.locate([...path, "runs-on"]), ...job.about, labels, trigger };
}

function* pipeOf(line: unknown, path: YamlPath, { locate }: PipelineDocument, { about }: Job): Iterable<WorkflowFact> {
  const pipe = asScalar(asMap(line)?.pipe);
  if (pipe === undefined) return;
  const [name = "", ref = ""] = pipe.replace(/^docker:\/\//, "").split(/[:@](?=[^/]*$)/);
  yield { kind: "included-pipeline", at: locate([...path, "pipe"]), ...about, form: "pipe", name, ref };
}
