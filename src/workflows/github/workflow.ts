import { type GapFact, gapAt } from "../../core/reader.ts";
import { subject } from "../../core/subject.ts";
import { asList, asMap, asScalar, type Mapping, maps, texts } from "../../documents/shape.ts";
import type { YamlPath } from "../../documents/yaml/read.ts";
import type { LinkFact, TokenPermissions, Trigger, WorkflowFact } from "../facts.ts";
import { variablesOf } from "../variables.ts";
import { literalsOf, parseExpression } from "./expressions/parse.ts";
import { type Environment, expressionsIn, pastedInto, type Scope } from "./expressions.ts";
import { inputsOf } from "./flows.ts";
import { publishingJob } from "./publishing.ts";
import type { Locate } from "./reader.ts";
import { stepsOf } from "./shape.ts";
import { leavesIdentityUnused, publishingIn } from "./step-kinds.ts";
import { conditionAt, factsOfSteps } from "./steps.ts";
import { narrow, reachOf, readTrigger } from "./triggers.ts";

/** Gives the places and comments of one file. */
export interface Places {
  readonly locate: Locate;
  readonly commentAt: (path: YamlPath) => string;
}

/** Everything that rules ask of one workflow file. */
export function* factsOfWorkflow(
  path: string,
  root: Mapping,
  places: Places,
): Iterable<WorkflowFact | LinkFact | GapFact> {
  // YAML 1.1 reads the key `on` as true; some writers quote for that reason, some files carry the boolean.
  const on = root.on ?? root.true;
  const trigger = readTrigger(on);
  const jobs = asMap(root.jobs);
  const { locate } = places;
  if (jobs === undefined) {
    yield gapAt(locate([]), "has no map of jobs, as a workflow does");
    return;
  }
  const name = asScalar(root.name) ?? path;
  yield {
    kind: "pipeline",
    at: locate([]),
    path,
    name,
    trigger,
    after: texts(asMap(asMap(on)?.workflow_run)?.workflows),
  };
  yield* outputsOf(path, on, trigger, places);
  yield workflowPermissions(path, root, jobs, trigger, locate);
  yield* variablesOf(root.env, ["env"], { subject: subject("job", path), signals: reachOf(trigger) }, locate);
  for (const [index, [name, value]] of Object.entries(jobs).entries()) {
    const job = asMap(value);
    if (job === undefined) yield gapAt(locate(["jobs", name]), "is no map, as a job is");
    else
      yield* factsOfJob({
        path,
        root,
        name,
        isFirst: index === 0,
        job,
        jobs,
        on,
        trigger: narrow(trigger, conditionsOf(job, jobs)),
        places,
      });
  }
}

interface JobContext {
  readonly path: string;
  readonly root: Mapping;
  readonly name: string;
  readonly isFirst: boolean;
  readonly job: Mapping;
  readonly jobs: Mapping;
  readonly on: unknown;
  readonly trigger: Trigger;
  readonly places: Places;
}

function* factsOfJob(context: JobContext): Iterable<WorkflowFact | LinkFact> {
  const { path, root, name, job, on, trigger, places } = context;
  const { locate } = places;
  const about = { subject: subject("job", `${path}#${name}`), signals: reachOf(trigger) };
  const here: YamlPath = ["jobs", name];
  const environment = environmentOf(root.env, job.env, matrixOf(job));
  const scope: Scope = { environment, file: path, job: name.toLowerCase(), fixedInputs: fixedInputs(on) };
  yield* jobPermissions(context, about, here);
  yield* imagesOf(job, here, about, locate);
  const labels = labelsOf(job["runs-on"]);
  if (labels.length > 0) yield { kind: "runner", at: locate([...here, "runs-on"]), ...about, labels, trigger };
  yield* conditionAt(job, here, { about, locate, scope, trigger });
  yield* calledWorkflow(job, here, about, scope, trigger, locate);
  yield* variablesOf(job.env, [...here, "env"], about, locate);
  yield* jobOutputs(job, name, scope, trigger, locate(here));
  const steps = stepsOf(job, here);
  const publishes = publishingIn(job, trigger, on);
  const publishing = publishingJob(job, trigger, on, about, locate([...here, "steps"]));
  if (publishing !== undefined) yield publishing;
  const tokenWrites = writesOf(job.permissions ?? root.permissions);
  yield* factsOfSteps({ steps, job, about, scope, trigger, publishes, tokenWrites, ...places });
}

const MOST_NEEDED = 100;

/** The conditions that stand before a job: its own, and those of the jobs that it needs. */
function conditionsOf(job: Mapping, jobs: Mapping, seen: Set<string> = new Set()): string[] {
  const own = asScalar(job.if);
  const conditions = own === undefined ? [] : [own];
  // With a status function a job also runs when those that it needs were left out.
  if (/\b(?:always|failure|cancelled)\s*\(/.test(own ?? "")) return conditions;
  const needs = typeof job.needs === "string" ? [job.needs] : texts(job.needs);
  for (const name of needs) {
    const needed = asMap(jobs[name]);
    if (needed === undefined || seen.has(name) || seen.size >= MOST_NEEDED) continue;
    seen.add(name); // all must hold, so each is asked once
    conditions.push(...conditionsOf(needed, jobs, seen));
  }
  return conditions;
}

function* calledWorkflow(
  job: Mapping,
  here: YamlPath,
  about: Pick<WorkflowFact, "subject" | "signals">,
  scope: Scope,
  trigger: Trigger,
  locate: Locate,
): Iterable<WorkflowFact | LinkFact> {
  const called = asScalar(job.uses);
  if (called === undefined) return;
  const at = locate([...here, "uses"]);
  yield { kind: "used-step", at, ...about, uses: called, trigger };
  if (job.secrets === "inherit")
    yield { kind: "passed-secrets", at: locate([...here, "secrets"]), ...about, to: called, all: true };
  if (!/^[.$]\//.test(called)) return;
  const callee = called.slice("./".length);
  yield { kind: "call", at, from: `${scope.file}#${scope.job}`, file: scope.file, callee, trigger };
  yield* inputsOf(callee, asMap(job.with) ?? {}, scope, at, trigger);
}

function* jobOutputs(
  job: Mapping,
  name: string,
  scope: Scope,
  trigger: Trigger,
  at: WorkflowFact["at"],
): Iterable<LinkFact> {
  for (const [output, value] of Object.entries(asMap(job.outputs) ?? {})) {
    const { expressions, follows } = pastedInto(asScalar(value) ?? "", scope);
    const to = `${scope.file}#${name.toLowerCase()}/outputs.${output.toLowerCase()}`;
    yield { kind: "flow", at, to, sources: expressions, from: follows, trigger };
  }
}

/** What a reusable workflow gives back. */
function* outputsOf(path: string, on: unknown, trigger: Trigger, { locate }: Places): Iterable<LinkFact> {
  const scope: Scope = { environment: new Map(), file: path, job: "", fixedInputs: new Set() };
  for (const [name, value] of Object.entries(asMap(asMap(asMap(on)?.workflow_call)?.outputs) ?? {})) {
    const { expressions, follows } = pastedInto(asScalar(asMap(value)?.value) ?? "", scope);
    yield {
      kind: "flow",
      at: locate([]),
      to: `${path}/outputs.${name.toLowerCase()}`,
      sources: expressions,
      from: follows,
      trigger,
    };
  }
}

/** Inputs that are a choice, a number or a switch. */
function fixedInputs(on: unknown): Set<string> {
  const fixed = new Set<string>();
  for (const event of ["workflow_dispatch", "workflow_call"]) {
    for (const [name, value] of Object.entries(asMap(asMap(asMap(on)?.[event])?.inputs) ?? {}))
      if (/^(?:choice|boolean|number|environment)$/.test(asScalar(asMap(value)?.type) ?? ""))
        fixed.add(name.toLowerCase());
  }
  return fixed;
}

function* jobPermissions(
  { job, isFirst, trigger, places: { locate }, root, jobs }: JobContext,
  about: Pick<WorkflowFact, "subject" | "signals">,
  here: YamlPath,
): Iterable<WorkflowFact> {
  if (job.permissions !== undefined) {
    const declared = readPermissions(job.permissions);
    const identityUnused = leavesIdentityUnused(job);
    const at = locate([...here, "permissions"]);
    yield {
      kind: "token-permissions",
      at,
      ...about,
      ...declared,
      level: "job",
      overriddenByJobs: false,
      identityUnused,
      trigger,
    };
  } else if (isFirst && writesOf(root.permissions).includes("id-token")) {
    const at = locate(["permissions"]);
    const each = Object.values(jobs).flatMap((one) => {
      const map = asMap(one);
      return map === undefined ? [] : [map];
    });
    const identityUnused = each.every((one) => one.permissions !== undefined || leavesIdentityUnused(one));
    yield {
      kind: "token-permissions",
      at,
      ...about,
      declared: "list",
      writes: ["id-token"],
      level: "job",
      overriddenByJobs: false,
      identityUnused,
      trigger,
    };
  }
}

function workflowPermissions(
  path: string,
  root: Mapping,
  jobs: Mapping,
  trigger: Trigger,
  locate: Locate,
): TokenPermissions {
  const each = Object.values(jobs).map(asMap);
  const isOnlyCalled = root.permissions === undefined && trigger.events.join() === "workflow_call";
  return {
    kind: "token-permissions",
    at: locate(root.permissions === undefined ? [] : ["permissions"]),
    subject: subject("job", path),
    signals: reachOf(trigger),
    ...readPermissions(root.permissions),
    ...(isOnlyCalled ? { declared: "callers" as const } : {}),
    level: "workflow",
    overriddenByJobs: each.length > 0 && each.every((job) => job?.permissions !== undefined),
    trigger,
  };
}

/** The scopes that may be written; `default` and `write-all` stand for themselves. */
function writesOf(value: unknown): readonly string[] {
  const { declared, writes } = readPermissions(value);
  return declared === "default" || declared === "write-all" ? [declared] : writes;
}

function readPermissions(value: unknown): Pick<TokenPermissions, "declared" | "writes"> {
  if (value === undefined) return { declared: "default", writes: [] };
  if (value === "write-all" || value === "read-all") return { declared: value, writes: [] };
  const scopes = Object.entries(asMap(value) ?? {});
  const writes = scopes.filter(([, right]) => right === "write").map(([scope]) => scope);
  return { declared: "list", writes: writes.sort() };
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
    yield { kind: "job-image", at: locate([...here, ...at]), ...about, ref: container, ...privilegeOf(job.container) };
  }
  for (const [service, value] of Object.entries(asMap(job.services) ?? {})) {
    const image = asScalar(asMap(value)?.image);
    const at = locate([...here, "services", service, "image"]);
    if (image !== undefined && image !== "")
      yield { kind: "job-image", at, ...about, ref: image, ...privilegeOf(value) };
  }
}

function privilegeOf(container: unknown): { privilege?: string } {
  const options = asScalar(asMap(container)?.options) ?? "";
  const flag = /--privileged\b|--cap-add[= ]\S*(?:SYS_ADMIN|ALL)\b|--(?:pid|network)[= ]host\b/i.exec(options)?.[0];
  const mount = texts(asMap(container)?.volumes).find((volume) => /^(?:\/var\/run\/docker\.sock|\/):/.test(volume));
  const privilege = flag ?? mount;
  return privilege === undefined ? {} : { privilege };
}

function labelsOf(runsOn: unknown): string[] {
  const map = asMap(runsOn);
  const listed = Array.isArray(runsOn)
    ? runsOn
    : map === undefined
      ? [runsOn]
      : Array.isArray(map.labels)
        ? asList(map.labels)
        : [map.labels];
  return listed.flatMap((label) => labelsFrom(asScalar(label) ?? ""));
}

/** The labels that an expression chooses from, where they all stand in it; else the expression itself. */
function labelsFrom(label: string): string[] {
  const [inner, ...more] = expressionsIn(label);
  const expression = inner === undefined || more.length > 0 ? undefined : parseExpression(inner);
  const labels = expression === undefined ? undefined : literalsOf(expression);
  return label === "" ? [] : (labels ?? [label]);
}

/** What a matrix can put in the place of `matrix.x`: every value of the list, and those of `include`. */
function matrixOf(job: Mapping): Mapping {
  const matrix = asMap(asMap(job.strategy)?.matrix) ?? {};
  const values: Record<string, string> = {};
  const sets = [matrix, ...maps(matrix.include)];
  for (const [name, value] of sets.flatMap((set) => Object.entries(set))) {
    const key = `matrix.${name}`;
    if (name !== "include" && name !== "exclude")
      values[key] = `${values[key] ?? ""} ${JSON.stringify(value)}`.slice(0, 8_192);
  }
  return values;
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
