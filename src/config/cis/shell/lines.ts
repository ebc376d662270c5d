import type { HostProcess } from "../../../sources/host/processes.ts";

/** A line that a command prints. */
export interface Line {
  readonly text: string;
  /** The process that it shows. */
  readonly process?: HostProcess;
}

/** What a command printed, and how it ended. */
export interface Printed {
  readonly lines: readonly Line[];
  /** 0 for success. */
  readonly status: number;
}

export function printed(texts: readonly string[], status = 0): Printed {
  return { lines: texts.map((text) => ({ text })), status };
}

export function linesOf(text: string): Line[] {
  const texts = text.split("\n");
  if (texts.at(-1) === "") texts.pop();
  return texts.map((line) => ({ text: line }));
}

/** One of the programs that audits call, as it is understood here. */
export type Program = (call: Call) => Printed;

export interface Call {
  readonly args: readonly string[];
  /** What it reads through a pipe; undefined where there is nothing to read. */
  readonly input: readonly Line[] | undefined;
}
