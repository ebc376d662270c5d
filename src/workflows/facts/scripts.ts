import type { JudgedFact } from "../../core/fact.ts";
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
