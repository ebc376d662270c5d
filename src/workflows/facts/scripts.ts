import type { Fact, JudgedFact } from "../../core/fact.ts";
import type { Download } from "../scripts/downloads.ts";
import type { PastedExpression, Reference } from "./links.ts";
import type { Trigger } from "./trigger.ts";

/** Text that a shell or an interpreter runs, with the expressions that are pasted into it. */
export interface Script extends JudgedFact {
  readonly kind: "script";
  readonly interpreter: string;
  readonly expressions: readonly PastedExpression[];
  readonly trigger: Trigger;
  /** Values that are set elsewhere: the analyzer follows them and adds what it finds to the expressions. */
  readonly follows?: readonly Reference[];
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

/** A line of a script that hands a value to later steps through a file of the runner. */
export interface EnvironmentWrite extends JudgedFact {
  readonly kind: "environment-write";
  /** `GITHUB_ENV` or `GITHUB_PATH`. */
  readonly file: string;
  readonly expressions: readonly PastedExpression[];
  readonly follows?: readonly Reference[];
  readonly trigger: Trigger;
}

/** A secret that a line of a script prints. */
export interface PrintedSecret extends JudgedFact {
  readonly kind: "printed-secret";
  readonly name: string;
  /** What changes it before, so that the log does not know it any more. */
  readonly changedBy: string;
}

/** A program that a script fetches into a file and then runs or installs. */
export interface DownloadedProgram extends JudgedFact, Download {
  readonly kind: "downloaded-program";
}

/** Something that approves or merges pull requests by itself. */
export interface AutomaticMerge extends JudgedFact {
  readonly kind: "automatic-merge";
  /** As written, such as `gh pr merge --auto`. */
  readonly by: string;
  readonly does: "approves" | "merges";
  readonly trigger: Trigger;
}

/** A commit that a job makes and pushes. */
export interface PushedCommit extends JudgedFact {
  readonly kind: "pushed-commit";
  /** As written, such as `git push origin HEAD:main`. */
  readonly by: string;
  /** Where it goes; `the branch itself` where none is named. */
  readonly branch: string;
  /** The command before it in the job that runs packages of others; empty when none does. */
  readonly installs: string;
}

/** A list of Python's requirements that pip takes without hashes. */
export interface RequirementsFile extends Fact {
  readonly kind: "requirements-file";
  readonly path: string;
  /** The packages whose version it leaves open. */
  readonly open: readonly string[];
}

/** A job that installs such a list. */
export interface OpenRequirements extends JudgedFact {
  readonly kind: "open-requirements";
  readonly path: string;
  readonly open: readonly string[];
}

/** A file of the forge's own folder that a script writes. */
export interface WrittenPipeline extends JudgedFact {
  readonly kind: "written-pipeline";
  readonly file: string;
  readonly by: string;
  /** The same script pushes. */
  readonly pushes: boolean;
}
