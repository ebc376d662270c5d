import { type GapFact, gapAt } from "../../core/reader.ts";
import { subject } from "../../core/subject.ts";
import { asMap, asScalar, type Mapping, maps, texts } from "../../documents/shape.ts";
import type { YamlPath } from "../../documents/yaml/read.ts";
import type { LinkFact, Trigger, WorkflowFact } from "../facts.ts";
import { variablesOf } from "../variables.ts";
import { calledWorkflow, fixedInputs, jobOutputs, outputsOf } from "./calls.ts";
import type { Environment, Scope } from "./expressions.ts";
import { jobPermissions, workflowPermissions, writesOf } from "./permissions.ts";
import { publishingJob } from "./publishing.ts";
import type { Locate } from "./reader.ts";
import { imagesOf, labelsOf } from "./runners.ts";
import { stepsOf } from "./shape.ts";
import { publishingIn } from "./step-kinds.ts";
import { conditionAt, factsOfSteps } from "./steps.ts";
import { narrow, reachOf, readTrigger } from "./triggers.ts";
import { wideSecrets } from "./wide-secrets.ts";

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
  const listed = maps(Object.values(jobs));
  const whole = { subject: subject("job", path), signals: reachOf(trigger) };
  yield* wideSecrets(root.env, "workflow", listed, ["env"], whole, locate);
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

/** One job, with all that decides what it may do and who starts it. */
export interface JobContext {
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
  yield* wideSecrets(job.env, "job", [job], [...here, "env"], about, locate);
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
