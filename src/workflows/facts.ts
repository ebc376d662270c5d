import type { Fact, JudgedFact } from "../core/fact.ts";
import type { PackageInstallFact } from "../core/install.ts";

/** Who can make a pipeline run, and what it holds then. Every CI system's triggers come down to this. */
export interface Trigger {
  /** As the system names them: `pull_request_target`, `push` … */
  readonly events: readonly string[];
  /** An account without any right in the repository can cause a run. */
  readonly outsider: boolean;
  /** A run that an outsider causes holds secrets or a token that may write. */
  readonly privileged: boolean;
  /** The events of those through which a privileged run is open to outsiders, conditions considered. */
  readonly opened?: readonly string[];
  /** What a member has to do first, such as setting a label; absent where nothing stands between. */
  readonly gate?: string;
}

/** Something that a job runs and that stands elsewhere: an action, a reusable workflow, an orb. */
export interface UsedStep extends JudgedFact {
  readonly kind: "used-step";
  /** As written, such as `actions/checkout@v4`. */
  readonly uses: string;
  readonly trigger: Trigger;
  /** What it is handed, by name in lower case. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** The names of environment variables of its own that hold secrets. */
  readonly secretVariables?: readonly string[];
  /** The version that stands in a comment behind it. */
  readonly comment?: string;
  /** How its failing, or it itself, is switched off: `continue-on-error: true`, `if: false`. */
  readonly switchedOff?: string;
  /** Values among its inputs that somebody outside sets. */
  readonly expressions?: readonly PastedExpression[];
  readonly follows?: readonly Reference[];
  /** The scopes that the job's token may write, as far as they are declared; `default` stands for an undeclared one. */
  readonly tokenWrites?: readonly string[];
}

/** A container image that a job or a service runs in. */
export interface JobImage extends JudgedFact {
  readonly kind: "job-image";
  /** Empty where it is named elsewhere. */
  readonly ref: string;
  /** What gives the container the machine it runs on, as written; absent where nothing does. */
  readonly privilege?: string;
}

/** Text that a shell or an interpreter runs, with the expressions that are pasted into it. */
export interface Script extends JudgedFact {
  readonly kind: "script";
  readonly interpreter: string;
  readonly expressions: readonly PastedExpression[];
  readonly trigger: Trigger;
  /** Values that are set elsewhere: the analyzer follows them and adds what it finds to the expressions. */
  readonly follows?: readonly Reference[];
}

/** A value that is set elsewhere in the tree, such as an output of a step or an input of an action. */
export interface Reference {
  /** As written in the expression. */
  readonly text: string;
  /** Where its value flows from; see `Flow`. */
  readonly node: string;
}

/** A value that is set from others. Nodes are named `path#job/steps.x.outputs.y`, `path/inputs.y` and the like. */
export interface Flow extends Fact {
  readonly kind: "flow";
  readonly to: string;
  readonly sources: readonly PastedExpression[];
  readonly from: readonly Reference[];
  readonly trigger: Trigger;
}

/** A file of the tree that runs in the place of a step or a job: its outputs are theirs. */
export interface Call extends Fact {
  readonly kind: "call";
  /** The node of the step or job. */
  readonly from: string;
  readonly file: string;
  readonly callee: string;
  readonly trigger: Trigger;
}

/** A workflow file: what starts it, and which workflows' ends do. */
export interface Pipeline extends Fact {
  readonly kind: "pipeline";
  readonly path: string;
  readonly name: string;
  readonly trigger: Trigger;
  /** The names of the workflows after which it runs. */
  readonly after: readonly string[];
}

/** `anyone` can set it by opening an issue or a pull request, `contributor` with a push, `caller` by an input. */
export interface PastedExpression {
  readonly text: string;
  readonly setBy: "anyone" | "contributor" | "caller";
  /** The places it came through on its way here. */
  readonly through?: readonly string[];
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
  /** A later step uploads the whole work tree, with the token in it. */
  readonly packedLater?: string;
  readonly trigger: Trigger;
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

/** A cache that a job restores, and whether the job's result is published. */
export interface RestoredCache extends JudgedFact {
  readonly kind: "restored-cache";
  readonly by: string;
  /** What shows that the job publishes: an action, a command, a trigger on tags; empty when nothing does. */
  readonly publishes: string;
  /** The key, as written. */
  readonly key?: string;
  readonly trigger?: Trigger;
  /** The job runs code of whoever opened the pull request. */
  readonly runsForeignCode?: boolean;
}

/** A line of a script that hands a value to later steps through a file of the runner. */
export interface EnvironmentWrite extends JudgedFact {
  readonly kind: "environment-write";
  /** `GITHUB_ENV` or `GITHUB_PATH`. */
  readonly file: string;
  readonly expressions: readonly PastedExpression[];
  readonly follows?: readonly Reference[];
  readonly trigger: Trigger;
}

/** Files of another run that a job fetches. */
export interface FetchedArtifact extends JudgedFact {
  readonly kind: "fetched-artifact";
  readonly by: string;
  /** They come from a run that another event started. */
  readonly fromOtherRun: boolean;
  /** They are laid into the work tree, where a later step runs something. */
  readonly runsLater: boolean;
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

/** A command of a script that is worth a look, as written. */
export interface RunCommand extends JudgedFact {
  readonly kind: "run-command";
  readonly program: string;
  readonly args: readonly string[];
  /** The commands whose output it reads, each with its program first. */
  readonly reads: readonly (readonly string[])[];
  readonly trigger: Trigger;
}

/** A use of secrets as a whole, or of one chosen at run time. */
export interface SecretUse extends JudgedFact {
  readonly kind: "secret-use";
  readonly expression: string;
  readonly trigger: Trigger;
}

/** A secret that a line of a script prints. */
export interface PrintedSecret extends JudgedFact {
  readonly kind: "printed-secret";
  readonly name: string;
  /** What changes it before, so that the log does not know it any more. */
  readonly changedBy: string;
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
  /** The secret that it publishes with, where the registry would take an identity token; empty where none is seen. */
  readonly longLivedKey: string;
}

/** One commit that is called by different versions, or one version that names different commits. */
export interface VersionComment extends JudgedFact {
  readonly kind: "version-comment";
  readonly action: string;
  readonly commits: readonly string[];
  readonly versions: readonly string[];
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

export type WorkflowFact =
  | UsedStep
  | JobImage
  | Script
  | Checkout
  | TokenPermissions
  | PassedSecrets
  | Runner
  | RestoredCache
  | EnvironmentWrite
  | FetchedArtifact
  | Condition
  | RunCommand
  | SecretUse
  | PrintedSecret
  | PipelineVariable
  | PublishingJob
  | VersionComment
  | IdentityTrust
  | IncludedPipeline
  | PackageInstallFact;

/** What ties files and jobs together; judged by no rule. */
export type LinkFact = Flow | Call | Pipeline;
