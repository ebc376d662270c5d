import { type GapFact, gapAt } from "../../core/reader.ts";
import { subject } from "../../core/subject.ts";
import { asList, asMap, asScalar, type Mapping } from "../../documents/shape.ts";
import type { YamlPath } from "../../documents/yaml/read.ts";
import type { TokenPermissions, Trigger, WorkflowFact } from "../facts.ts";
import type { Environment } from "./expressions.ts";
import type { Locate } from "./reader.ts";
import { stepsOf } from "./shape.ts";
import { factsOfSteps, publishingIn } from "./steps.ts";
import { reachOf, readTrigger } from "./triggers.ts";

/** Everything that rules ask of one workflow file. */
export function* factsOfWorkflow(path: string, root: Mapping, locate: Locate): Iterable<WorkflowFact | GapFact> {
  // YAML 1.1 reads the key `on` as true; some writers quote for that reason, some files carry the boolean.
  const trigger = readTrigger(root.on ?? root.true);
  const jobs = asMap(root.jobs);
  if (jobs === undefined) {
    yield gapAt(locate([]), "has no map of jobs, as a workflow does");
    return;
  }
  yield workflowPermissions(path, root, jobs, trigger, locate);
  for (const [name, value] of Object.entries(jobs)) {
    const job = asMap(value);
    if (job === undefined) yield gapAt(locate(["jobs", name]), "is no map, as a job is");
    else yield* factsOfJob({ path, root, name, job, trigger, locate });
  }
}

interface JobContext {
  readonly path: string;
  readonly root: Mapping;
  readonly name: string;
  readonly job: Mapping;
  readonly trigger: Trigger;
  readonly locate: Locate;
}

function* factsOfJob({ path, root, name, job, trigger, locate }: JobContext): Iterable<WorkflowFact> {
  const about = { subject: subject("job", `${path}#${name}`), signals: reachOf(trigger) };
  const here: YamlPath = ["jobs", name];
  if (job.permissions !== undefined) {
    const declared = readPermissions(job.permissions);
    yield {
      kind: "token-permissions",
      at: locate([...here, "permissions"]),
      ...about,
      ...declared,
      level: "job",
      overriddenByJobs: false,
      trigger,
    };
  }
  yield* imagesOf(job, here, about, locate);
  const labels = labelsOf(job["runs-on"]);
  if (labels.length > 0) yield { kind: "runner", at: locate([...here, "runs-on"]), ...about, labels, trigger };
  const called = asScalar(job.uses);
  if (called !== undefined) {
    yield { kind: "used-step", at: locate([...here, "uses"]), ...about, uses: called, trigger };
    if (job.secrets === "inherit")
      yield { kind: "passed-secrets", at: locate([...here, "secrets"]), ...about, to: called, all: true };
  }
  const environment = environmentOf(root.env, job.env);
  const publishes = publishingIn(job, trigger, root.on ?? root.true);
  yield* factsOfSteps({ steps: stepsOf(job, here), about, environment, trigger, publishes, locate });
}

function workflowPermissions(
  path: string,
  root: Mapping,
  jobs: Mapping,
  trigger: Trigger,
  locate: Locate,
): TokenPermissions {
  const declared = readPermissions(root.permissions);
  const each = Object.values(jobs).map(asMap);
  return {
    kind: "token-permissions",
    at: locate(root.permissions === undefined ? [] : ["permissions"]),
    subject: subject("job", path),
    signals: reachOf(trigger),
    ...declared,
    level: "workflow",
    overriddenByJobs: each.length > 0 && each.every((job) => job?.permissions !== undefined),
    trigger,
  };
}

function readPermissions(value: unknown): Pick<TokenPermissions, "declared" | "writes"> {
  if (value === undefined) return { declared: "default", writes: [] };
  if (value === "write-all" || value === "read-all") return { declared: value, writes: [] };
  const scopes = Object.entries(asMap(value) ?? {});
  return {
    declared: "list",
    writes: scopes
      .filter(([, right]) => right === "write")
      .map(([scope]) => scope)
      .sort(),
  };
}

function* imagesOf(
  job: Mapping,
  here: YamlPath,
  about: Pick<WorkflowFact, "subject" | "signals">,
  locate: Locate,
): Iterable<WorkflowFact> {
  const container = asScalar(job.container) ?? asScalar(asMap(job.container)?.image);
  if (container !== undefined) {
    const at = asMap(job.container) === undefined ? ["container"] : ["container", "image"];
    yield { kind: "job-image", at: locate([...here, ...at]), ...about, signals: about.signals ?? {}, ref: container };
  }
  for (const [service, value] of Object.entries(asMap(job.services) ?? {})) {
    const image = asScalar(asMap(value)?.image);
    if (image !== undefined) {
      yield {
        kind: "job-image",
        at: locate([...here, "services", service, "image"]),
        ...about,
        signals: about.signals ?? {},
        ref: image,
      };
    }
  }
}

function labelsOf(runsOn: unknown): string[] {
  const listed = Array.isArray(runsOn)
    ? runsOn
    : asMap(runsOn) === undefined
      ? [runsOn]
      : asList(asMap(runsOn)?.labels ?? []);
  return listed.flatMap((label) => asScalar(label) ?? []);
}

/** Later maps win, as they do in a run. */
export function environmentOf(...maps: readonly unknown[]): Environment {
  const environment = new Map<string, string>();
  for (const map of maps) {
    for (const [name, value] of Object.entries(asMap(map) ?? {})) {
      const text = asScalar(value);
      if (text !== undefined) environment.set(name.toLowerCase(), text);
    }
  }
  return environment;
}
