import type { JudgedFact } from "../../core/fact.ts";
import type { Trigger } from "./trigger.ts";

/** A container image that a job or a service runs in. */
export interface JobImage extends JudgedFact {
  readonly kind: "job-image";
  /** Empty where it is named elsewhere. */
  readonly ref: string;
  /** What gives the container the machine it runs on, as written; absent where nothing does. */
  readonly privilege?: string;
}

/** What the pipeline's token may do, at the workflow or the job. */
export interface TokenPermissions extends JudgedFact {
  readonly kind: "token-permissions";
  /** `default` where nothing is declared, `callers` where that leaves it to those that call the workflow. */
  readonly declared: "default" | "callers" | "read-all" | "write-all" | "list";
  /** The scopes that may be written, when they are listed. */
  readonly writes: readonly string[];
  readonly level: "workflow" | "job";
  /** Every job declares its own, so that nothing runs with the workflow's. */
  readonly overriddenByJobs: boolean;
  /** Of a workflow: how many jobs say nothing of their own. */
  readonly inheriting?: number;
  /** Nothing in the job asks for the identity token that it may mint; false wherever something might. */
  readonly identityUnused?: boolean;
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

/** A condition of a job or a step, with what is wrong with it. */
export interface Condition extends JudgedFact {
  readonly kind: "condition";
  readonly text: string;
  /** Text stands around an expression, so that the whole is never empty. */
  readonly alwaysTrue: boolean;
  /** `contains('a b', x)` with a text where a list is meant and a value from outside. */
  readonly containsInText?: string;
  /** The bot whose name as last actor lets a run through. */
  readonly botActor?: string;
  readonly trigger: Trigger;
}

/** A use of secrets as a whole, or of one chosen at run time. */
export interface SecretUse extends JudgedFact {
  readonly kind: "secret-use";
  readonly expression: string;
  readonly trigger: Trigger;
}

/** A variable that a pipeline file sets. */
export interface PipelineVariable extends JudgedFact {
  readonly kind: "pipeline-variable";
  readonly name: string;
  /** `secret-literal` where a credential itself seems to stand in the file; else the value where it is a switch. */
  readonly value: string;
}

/** A job that hands something to other people or changes what runs. */
export interface PublishingJob extends JudgedFact {
  readonly kind: "publishing-job";
  readonly publishes: string;
  readonly environment: string;
  /** A person starts it or makes the release that starts it. */
  readonly byHand: boolean;
  /** A pull or merge request starts it. */
  readonly onRequest?: boolean;
  /** Patterns of branches for which it runs, each a name and whatever follows: `main*`. */
  readonly looseBranches?: readonly string[];
  /** A person has to start it, and nothing waits for that. */
  readonly isOptional?: boolean;
  /** The secret that it publishes with, where the registry would take an identity token; empty where none is seen. */
  readonly longLivedKey: string;
}

/** A part of a pipeline that is fetched from elsewhere: an include, an orb, a shared library. */
export interface IncludedPipeline extends JudgedFact {
  readonly kind: "included-pipeline";
  /** `include`, `component`, `orb`, `library`, `repository`. */
  readonly form: string;
  readonly name: string;
  /** Empty where none is named. */
  readonly ref: string;
}

/** Whose jobs a role of a cloud trusts: one statement of its policy. */
export interface IdentityTrust extends JudgedFact {
  readonly kind: "identity-trust";
  /** Who signs the jobs' tokens. */
  readonly issuer: string;
  /** Patterns of which a token's subject must fit one; empty: any will do. */
  readonly subjects: readonly string[];
  /** Parts of it are put together at run time. */
  readonly isComputed: boolean;
  /** What may be taken. */
  readonly holder: string;
}

/** A credential that a job uses or is given. */
export interface HeldCredential extends JudgedFact {
  readonly kind: "held-credential";
  readonly name: string;
  readonly form: "variable" | "identity-token";
  /** A pull or merge request starts the job, and the job runs what it brings. */
  readonly onRequest: boolean;
  readonly byHand: boolean;
}

/** A secret in the environment of a whole workflow or job. */
export interface WideSecret extends JudgedFact {
  readonly kind: "wide-secret";
  readonly name: string;
  readonly level: "workflow" | "job";
  /** Steps that name it. */
  readonly users: number;
  /** All steps that have it. */
  readonly steps: number;
  /** Actions of others that have it and do not ask for it. */
  readonly others: readonly string[];
}

/** Characters of a line that nobody sees. */
export interface HiddenCharacters extends JudgedFact {
  readonly kind: "hidden-characters";
  /** `U+202E` and the like. */
  readonly names: readonly string[];
  /** Some turn the direction of writing. */
  readonly turns: boolean;
}

/** A library that is loaded before the pipeline's first step. */
export interface GrabbedLibrary extends JudgedFact {
  readonly kind: "grabbed-library";
  readonly name: string;
  readonly version: string;
}

/** A question that a pipeline asks before it goes on. */
export interface Approval extends JudgedFact {
  readonly kind: "approval";
  readonly text: string;
  /** Who may answer; empty where nobody is named. */
  readonly submitter: string;
}
