import { subject } from "../../core/subject.ts";
import { asMap, type Mapping } from "../../documents/shape.ts";
import type { YamlPath } from "../../documents/yaml/read.ts";
import type { TokenPermissions, Trigger, WorkflowFact } from "../facts.ts";
import type { Locate } from "./reader.ts";
import { leavesIdentityUnused } from "./step-kinds.ts";
import { reachOf } from "./triggers.ts";
import type { JobContext } from "./workflow.ts";

/** What a job's token may do, where the job says it, or where all jobs share a right that none may need. */
export function* jobPermissions(
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

/** What the tokens of all jobs may do that say nothing else. */
export function workflowPermissions(
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
    inheriting: each.filter((job) => job?.permissions === undefined).length,
    overriddenByJobs: each.length > 0 && each.every((job) => job?.permissions !== undefined),
    trigger,
  };
}

/** The scopes that may be written; `default` and `write-all` stand for themselves. */
export function writesOf(value: unknown): readonly string[] {
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
