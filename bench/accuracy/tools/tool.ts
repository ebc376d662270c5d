import type { Hit } from "../score.ts";

/** A scanner that is asked what it finds in a folder, with its defaults, without asking anybody whether values are live. */
export interface Tool {
  /** As the page names it, with its version: `gitleaks 8.30.1`. */
  readonly title: string;
  readonly command: { readonly program: string; readonly words: readonly string[]; readonly exits?: readonly number[] };
  /** What its report says, in lines of files whose paths are relative to the folder. */
  hits(report: string): readonly Reported[];
}

/** With the value, where the report holds it: the harness looks whether it stands on that line. */
export interface Reported extends Hit {
  readonly value?: string;
}

/** `folder/a/b` as `a/b`. */
export function within(folder: string, path: string): string {
  const plain = path.startsWith("./") ? path.slice(2) : path;
  return plain.startsWith(`${folder}/`) ? plain.slice(folder.length + 1) : plain;
}
