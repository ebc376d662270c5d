/** How a command answers: its words, its options, and the exit status. */
export type RunCommand = (words: readonly string[], options: Record<string, unknown>) => Promise<number>;

export interface OptionSpec {
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[];
}

export interface CommandSpec {
  /** Name and words, as commander reads them: `check <target>`. */
  readonly usage: string;
  readonly summary: string;
  readonly options?: readonly OptionSpec[];
  readonly commands?: readonly CommandSpec[];
  readonly load?: () => Promise<RunCommand>;
}

export function option(flags: string, description: string, choices?: readonly string[]): OptionSpec {
  return { flags, description, ...(choices !== undefined && { choices }) };
}

/** The forms that a report can have. */
export const REPORT_FORMATS = ["table", "json", "sarif", "html", "markdown", "junit"] as const;
