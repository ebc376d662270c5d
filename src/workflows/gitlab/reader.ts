import { type GapFact, gapAt } from "../../core/reader.ts";
import { asList, asMap, asScalar, type Mapping, maps } from "../../documents/shape.ts";
import type { YamlPath } from "../../documents/yaml/read.ts";
import type { LinkFact, Trigger, WorkflowFact } from "../facts.ts";
import {
  aJob,
  BY_MEMBERS,
  factsOfScript,
  imageOf,
  isOnRequest,
  type Job,
  lineOfMap,
  type Pasting,
  type PipelineDocument,
  pastedBy,
  pipelineReader,
} from "../pipeline-reader.ts";
import { variablesOf } from "../variables.ts";
import { extended } from "./extended.ts";
import { GITLAB } from "./vocabulary.ts";

/** Keys at the top that are no jobs (GitLab, "CI/CD YAML syntax reference"). */
const KEYWORDS = new Set([
  "default",
  "include",
  "stages",
  "variables",
  "workflow",
  "image",
  "services",
  "cache",
  "before_script",
  "after_script",
  "spec",
  "types",
]);

/** `$[[ inputs.x ]]` is replaced before anything reads the file. */
const PASTING: Pasting = {
  pattern: /\$\[\[\s*(inputs\.[\w-]+)[^\]]{0,200}\]\]/g,
  setBy: () => "caller",
};

/** Reads GitLab's pipelines. Shell variables are data there; what is pasted are a component's inputs. */
export const gitlabReader = pipelineReader({
  name: "gitlab",
  knows: GITLAB,
  matches: isGitlabFile,
  facts: factsOfPipeline,
});

/** Files that GitLab, or its own templates' habit, calls so. */
export function isGitlabFile(path: string): boolean {
  return /(?:^|\/)(?:[\w.-]*\.gitlab-ci|\.gitlab\/ci\/(?:.*\/)?[\w.-]+)\.ya?ml$/.test(path);
}

function* factsOfPipeline(document: PipelineDocument): Iterable<WorkflowFact | LinkFact | GapFact> {
  const { path, root, locate } = document;
  // The head of a component: its inputs, and no jobs.
  if (root.spec !== undefined && Object.keys(root).length === 1) return;
  const file = aJob(path, "default", triggerOf(asMap(root.workflow) ?? {}));
  yield* includes(root.include, ["include"], document, file);
  yield* variablesOf(root.variables, ["variables"], file.about, locate);
  for (const [holder, at] of [
    [root, []],
    [asMap(root.default) ?? {}, ["default"]],
  ] as const)
    yield* partsOf(holder, at, document, file);
  for (const [name, value] of Object.entries(root)) {
    if (KEYWORDS.has(name)) continue;
    const job = asMap(value);
    if (job !== undefined) yield* factsOfJob(name, job, document);
    else if (!name.startsWith(".")) yield gapAt(locate([name]), `${name} is no map, as a job is`);
  }
}

function* factsOfJob(
  name: string,
  own: Mapping,
  document: PipelineDocument,
): Iterable<WorkflowFact | LinkFact | GapFact> {
  const { path, root, locate } = document;
  const { job, unknown } = extended(own, root);
  if (unknown.length > 0 && root.include === undefined && path.endsWith(".gitlab-ci.yml"))
    yield gapAt(locate([name, "extends"]), `extends ${unknown.join(", ")}, which is not in this file`);
  const trigger = triggerOf(job);
  const environment = asScalar(job.environment) ?? asScalar(asMap(job.environment)?.name) ?? "";
  const about = aJob(path, name, trigger, { environment, byHand: isByHand(job), isOptional: isOptional(job) });
  yield* variablesOf(own.variables, [name, "variables"], about.about, locate);
  const onRequest = isOnRequest(trigger);
  for (const token of Object.keys(asMap(job.id_tokens) ?? {}))
    yield {
      kind: "held-credential",
      at: locate([name]),
      ...about.about,
      name: token,
      form: "identity-token",
      onRequest,
      byHand: about.byHand,
    };
  yield* partsOf(own, [name], document, about);
  yield* includes(asMap(own.trigger)?.include, [name, "trigger", "include"], document, about);
}

/** Image, services and scripts, which stand in a job or at the top. */
function* partsOf(holder: Mapping, path: YamlPath, document: PipelineDocument, job: Job): Iterable<WorkflowFact> {
  yield* imageOf(holder.image, [...path, "image"], document, job);
  for (const [index, service] of asList(holder.services).entries())
    yield* imageOf(service, [...path, "services", index], document, job);
  for (const key of ["before_script", "script", "after_script"]) {
    const script = scriptOf(holder[key], document.root);
    yield* factsOfScript(script, document.locate([...path, key]), job, pastedBy(PASTING, script));
  }
}

/** The lines of a script; `!reference [.setup, script]` reads as a list of names and stands for what they lead to. */
function scriptOf(value: unknown, root: Mapping, depth = 0): string {
  if (!Array.isArray(value)) return asScalar(value) ?? lineOfMap(value) ?? "";
  const [first, ...rest] = value;
  if (depth > 0 && typeof first === "string" && asMap(root[first]) !== undefined && rest.length > 0) {
    const target = rest.reduce<unknown>((at, key) => asMap(at)?.[String(key)], root[first]);
    return depth > 10 ? "" : scriptOf(target, root, depth + 1);
  }
  return value.map((line) => scriptOf(line, root, depth + 1)).join("\n");
}

/** A merge request's pipeline runs with the rights of whoever pushes; one from a fork runs in the fork. */
function triggerOf(job: Mapping): Trigger {
  const written = JSON.stringify([job.rules ?? [], job.only ?? []]);
  return /merge_request/.test(written)
    ? { events: ["push", "merge_request"], outsider: false, privileged: false }
    : BY_MEMBERS;
}

function isByHand(job: Mapping): boolean {
  const rules = maps(job.rules);
  const only = JSON.stringify(job.only ?? "");
  const isManual =
    job.when === "manual" ||
    (rules.length > 0 && rules.every((rule) => rule.when === "manual" || rule.when === "never"));
  const isTagged =
    /"tags"/.test(only) ||
    (rules.length > 0 && rules.every((rule) => rule.when === "never" || /CI_COMMIT_TAG/.test(asScalar(rule.if) ?? "")));
  return isManual || isTagged;
}

/** By hand at the job itself, GitLab lets the pipeline pass without it; in `rules` it waits. */
function isOptional(job: Mapping): boolean {
  return job.when === "manual" && job.allow_failure !== false;
}

function* includes(
  value: unknown,
  path: YamlPath,
  { locate }: PipelineDocument,
  { about }: Job,
): Iterable<WorkflowFact | LinkFact> {
  const listed = Array.isArray(value) ? value : value === undefined ? [] : [value];
  for (const [index, entry] of listed.entries()) {
    const at = locate(Array.isArray(value) ? [...path, index] : path);
    const text = asScalar(entry);
    const map = asMap(entry) ?? (text === undefined ? {} : /^https?:/.test(text) ? { remote: text } : { local: text });
    const local = asScalar(map.local);
    if (local !== undefined && !local.includes("$"))
      yield { kind: "included-file", at, pattern: local.replace(/^\/+/, "") };
    const included = { kind: "included-pipeline", at, ...about } as const;
    const [remote, project, component] = [asScalar(map.remote), asScalar(map.project), asScalar(map.component)];
    if (remote !== undefined && map.integrity === undefined)
      yield { ...included, form: "include", name: remote, ref: "" };
    if (project !== undefined) yield { ...included, form: "include", name: project, ref: asScalar(map.ref) ?? "" };
    if (component !== undefined) {
      const at = component.lastIndexOf("@");
      const [name, ref] = at === -1 ? [component, ""] : [component.slice(0, at), component.slice(at + 1)];
      yield { ...included, form: "component", name, ref };
    }
  }
}
