/** Commands one after the other. */
export type Script = readonly Linked[];

export interface Linked {
  /** Whether it is run only when what stood before it succeeded (`&&`) or failed (`||`). */
  readonly when: "always" | "and" | "or";
  readonly isNegated: boolean;
  /** The commands of a pipe. */
  readonly pipe: readonly Command[];
}

export type Command =
  | {
      readonly kind: "simple";
      readonly assignments: readonly { readonly name: string; readonly value: Word }[];
      readonly words: readonly Word[];
      readonly redirects: Redirects;
    }
  | {
      readonly kind: "if";
      readonly branches: readonly { readonly condition: Script; readonly body: Script }[];
      readonly otherwise: Script;
    }
  | { readonly kind: "for"; readonly name: string; readonly items: readonly Word[]; readonly body: Script }
  /** `while read -r NAME NAME…`: its body for each line that it reads. */
  | { readonly kind: "lines"; readonly names: readonly string[]; readonly body: Script }
  | { readonly kind: "group"; readonly body: Script };

export interface Redirects {
  /** What it prints is thrown away. */
  readonly isSilent: boolean;
  readonly input?: Word;
}

export type Word = readonly WordPart[];

export type WordPart =
  | { readonly kind: "text"; readonly text: string; readonly isQuoted: boolean }
  | { readonly kind: "variable"; readonly name: string; readonly otherwise?: Word; readonly isQuoted: boolean }
  | { readonly kind: "output"; readonly script: Script; readonly isQuoted: boolean }
  /** What is not understood, and only matters once it is asked for. */
  | { readonly kind: "unknown"; readonly what: string; readonly isQuoted: boolean };

/** A script that holds what is not understood here: then what it would have printed is not known. */
export class NotUnderstood extends Error {}

/** A word's text where nothing is put in; undefined for one that is computed. */
export function textOf(word: Word): string | undefined {
  let text = "";
  for (const part of word) {
    if (part.kind !== "text") return undefined;
    text += part.text;
  }
  return text;
}
