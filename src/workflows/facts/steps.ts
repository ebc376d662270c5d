import type { JudgedFact } from "../../core/fact.ts";
import type { PastedExpression, Reference } from "./links.ts";
import type { Trigger } from "./trigger.ts";

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
  /** What its job holds that is worth taking, in words; empty where that is nothing, absent where it cannot be seen. */
  readonly holds?: string;
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

/** One commit that is called by different versions, or one version that names different commits. */
export interface VersionComment extends JudgedFact {
  readonly kind: "version-comment";
  readonly action: string;
  readonly commits: readonly string[];
  readonly versions: readonly string[];
}

/** An action that is pinned to a commit, after its repository was asked. */
export interface VerifiedPin extends JudgedFact {
  readonly kind: "verified-pin";
  readonly uses: string;
  readonly repository: string;
  /** A branch or tag of the repository leads to the commit. */
  readonly belongs: boolean;
  /** In the comment behind it; empty where none stands there. */
  readonly version: string;
  /** The commit that the repository gives for that version; empty where it knows no such tag. */
  readonly versionIs: string;
}
