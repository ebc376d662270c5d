import type { JudgedFact } from "../core/fact.ts";

/** Who can make a pipeline run, and what it holds then. Every CI system's triggers come down to this. */
export interface Trigger {
  /** As the system names them: `pull_request_target`, `push` … */
  readonly events: readonly string[];
  /** An account without any right in the repository can cause a run. */
  readonly outsider: boolean;
  /** A run that an outsider causes holds secrets or a token that may write. */
  readonly privileged: boolean;
}

/** Something that a job runs and that stands elsewhere: an action, a reusable workflow, an orb. */
export interface UsedStep extends JudgedFact {
  readonly kind: "used-step";
  /** As written, such as `actions/checkout@v4`. */
  readonly uses: string;
  readonly trigger: Trigger;
}

/** A container image that a job or a service runs in. */
export interface JobImage extends JudgedFact {
  readonly kind: "job-image";
  readonly ref: string;
}

/** Text that a shell or an interpreter runs, with the expressions that are pasted into it. */
export interface Script extends JudgedFact {
  readonly kind: "script";
  readonly interpreter: string;
  readonly expressions: readonly PastedExpression[];
  readonly trigger: Trigger;
}

/** `anyone` can set it by opening an issue or a pull request, `contributor` with a push, `caller` by an input. */
export interface PastedExpression {
  readonly text: string;
  readonly setBy: "anyone" | "contributor" | "caller";
}

/** A step that fetches the repository. */
export interface Checkout extends JudgedFact {
  readonly kind: "checkout";
  /** The revision that is asked for, as written; empty means the trigger's own. */
  readonly ref: string;
  readonly repository: string;
  /** The token stays in the work tree's configuration for all later steps. */
  readonly keepsToken: boolean | "computed at run time";
  /** A later step of the job pushes with that token. */
  readonly pushesLater: boolean;
  /** A later step runs something from the work tree: a script, a build, a local action. */
  readonly runsLater: boolean;
  readonly trigger: Trigger;
}

/** What the pipeline's token may do, at the workflow or the job. */
export interface TokenPermissions extends JudgedFact {
  readonly kind: "token-permissions";
  /** `default` where nothing is declared. */
  readonly declared: "default" | "read-all" | "write-all" | "list";
  /** The scopes that may be written, when they are listed. */
  readonly writes: readonly string[];
  readonly level: "workflow" | "job";
  /** Every job declares its own, so that nothing runs with the workflow's. */
  readonly overriddenByJobs: boolean;
  readonly trigger: Trigger;
}

/** A call of another workflow that hands over secrets. */
export interface PassedSecrets extends JudgedFact {
  readonly kind: "passed-secrets";
  readonly to: string;
  readonly all: boolean;
}

/** The machine that a job runs on. */
export interface Runner extends JudgedFact {
  readonly kind: "runner";
  readonly labels: readonly string[];
  readonly trigger: Trigger;
}

/** A cache that a job restores, and whether the job's result is published. */
export interface RestoredCache extends JudgedFact {
  readonly kind: "restored-cache";
  readonly by: string;
  /** What shows that the job publishes: an action, a command, a trigger on tags; empty when nothing does. */
  readonly publishes: string;
}

export type WorkflowFact =
  | UsedStep
  | JobImage
  | Script
  | Checkout
  | TokenPermissions
  | PassedSecrets
  | Runner
  | RestoredCache;
