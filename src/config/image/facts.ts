import type { JudgedFact } from "../../core/fact.ts";
import type { StartedProgram } from "../build-commands.ts";
import type { BroughtIn } from "../dockerfile/facts.ts";

/** Who an image runs as when nobody says otherwise. */
export interface ImageUser extends JudgedFact {
  readonly kind: "image-user";
  /** As its configuration says; empty means root. */
  readonly user: string;
  /** `linux`, `windows`; empty where it is not known. */
  readonly system: string;
  /** The standard demands that it is not root. */
  readonly mustNotBeRoot: boolean;
}

/** A variable that everyone who pulls the image can read. Its value is never kept. */
export interface ImageVariable extends JudgedFact {
  readonly kind: "image-variable";
  readonly where: "environment" | "history";
  readonly name: string;
  /** It can be a secret itself, and is no reference, switch, or way to a file. */
  readonly literal: boolean;
}

export interface ImagePort extends JudgedFact {
  readonly kind: "image-port";
  readonly port: string;
}

/** A label that the standard demands. */
export interface DemandedLabel extends JudgedFact {
  readonly kind: "demanded-label";
  readonly label: string;
  readonly present: boolean;
}

/** A program that was started to build a layer, as the history tells. */
export interface ImageCommand extends JudgedFact, StartedProgram {
  readonly kind: "image-command";
}

/** A program in the image that runs as its owner, whoever starts it. */
export interface SetuidProgram extends JudgedFact {
  readonly kind: "setuid-program";
  readonly path: string;
  readonly owner: "root" | "another user" | "group";
}

/** An account in the image. Its password is never kept, nor what it is hashed to. */
export interface ImageAccount extends JudgedFact {
  readonly kind: "image-account";
  readonly name: string;
  readonly hasNoPassword: boolean;
}

/** A folder as one layer has it. No rule judges it: a layer above may have it otherwise. */
export interface ImageFolder extends JudgedFact {
  readonly kind: "image-folder";
  readonly path: string;
  readonly mode: number;
}

/** A folder of the image that anybody may write. */
export interface WorldWritableFolder extends JudgedFact {
  readonly kind: "world-writable-folder";
  readonly path: string;
  /** How many folders in it are so, too. */
  readonly below: number;
  /** What lies there, only its owner may take away. */
  readonly isSticky: boolean;
}

/** Something that was put into a layer by `ADD`, as the history tells. */
export interface ImageAddition extends JudgedFact, Pick<BroughtIn, "by" | "sources" | "mode" | "checksum"> {
  readonly kind: "image-addition";
}

/** A setting of the image, beside the step of the history that made it. */
export interface ToldSetting extends JudgedFact {
  readonly kind: "told-setting";
  readonly setting: "user" | "entrypoint" | "command";
  readonly agrees: boolean;
}

export type ImageSetting =
  | ImageUser
  | ImageVariable
  | ImagePort
  | DemandedLabel
  | ImageCommand
  | ImageAddition
  | ToldSetting;
