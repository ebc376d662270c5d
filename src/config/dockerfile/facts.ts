import type { JudgedFact } from "../../core/fact.ts";
import type { PackageInstallFact } from "../../core/install.ts";

/** What a stage stands on. */
export interface StageBase extends JudgedFact {
  readonly kind: "stage-base";
  /** As written. */
  readonly image: string;
  /** With ARG defaults put in; empty where that cannot be known. */
  readonly resolved: string;
  readonly isEarlierStage: boolean;
}

/** Who the finished image runs as. */
export interface FinalUser extends JudgedFact {
  readonly kind: "final-user";
  /** As the last USER of the stage and its parents says; empty when none does. */
  readonly user: string;
  /** The image that the user is inherited from when nothing sets it. */
  readonly base: string;
}

/** One program that a RUN starts. */
export interface BuildCommand extends JudgedFact {
  readonly kind: "build-command";
  readonly program: string;
  readonly args: readonly string[];
  /** Programs whose output it reads, those further up the pipe included. */
  readonly reads: readonly string[];
  /** All programs of the same RUN, with their first argument that is no option: `apt-get install`. */
  readonly beside: readonly string[];
  /** Folders that are mounted for the step alone, so that nothing of them stays in the layer; absent for none. */
  readonly passing?: readonly string[];
}

/** Something copied or fetched into the image. */
export interface BroughtIn extends JudgedFact {
  readonly kind: "brought-in";
  readonly by: "ADD" | "COPY";
  readonly sources: readonly string[];
  readonly mode: string;
  readonly checksum: boolean;
}

/** A variable set for the build or the image. */
export interface BuildVariable extends JudgedFact {
  readonly kind: "build-variable";
  readonly by: "ARG" | "ENV";
  readonly name: string;
  /** A value is written there that can be a secret: no reference to another variable, no switch, no way to a file. */
  readonly literal: boolean;
}

/** What a RUN asks of the builder. */
export interface BuildPrivilege extends JudgedFact {
  readonly kind: "build-privilege";
  readonly security: string;
  readonly network: string;
}

export interface ExposedPort extends JudgedFact {
  readonly kind: "exposed-port";
  readonly port: string;
}

/** How the image starts, or is asked whether it is well. */
export interface StartInstruction extends JudgedFact {
  readonly kind: "start-instruction";
  readonly by: "CMD" | "ENTRYPOINT" | "HEALTHCHECK";
  /** `none` for a check of health, where it does not matter. */
  readonly form: "exec" | "shell" | "none";
  /** The first word of what is started; in a shell's text, of the last command. */
  readonly program: string;
  /** Another of its kind follows in the same stage. */
  readonly isOvertaken: boolean;
}

/** The `# syntax=` line, which names the program that reads all the rest. */
export interface Frontend extends JudgedFact {
  readonly kind: "frontend";
  readonly image: string;
}

export type DockerfileFact =
  | StageBase
  | FinalUser
  | BuildCommand
  | BroughtIn
  | BuildVariable
  | BuildPrivilege
  | ExposedPort
  | StartInstruction
  | Frontend
  | PackageInstallFact;
