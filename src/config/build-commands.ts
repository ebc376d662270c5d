import { programOf, type ShellCommand } from "../documents/shell/read.ts";

/** A program that a build starts. */
export interface StartedProgram {
  readonly program: string;
  readonly args: readonly string[];
  /** The programs whose output reaches it. */
  readonly reads: readonly string[];
  /** All programs of the same step, each with its first argument. */
  readonly beside: readonly string[];
}

/** The programs that one step of a build starts. */
export function startedPrograms(commands: readonly ShellCommand[]): StartedProgram[] {
  const beside = commands.map((command) => {
    const { program, args } = programOf(command);
    return [program, firstWord(args)].join(" ").trim();
  });
  return commands.map((command) => ({ ...programOf(command), reads: [...upstream(command)], beside }));
}

/** The programs whose output reaches a command, those further up the pipe included; at most 64 are followed. */
function upstream(command: ShellCommand): Set<string> {
  const sources = new Set(command.reads.slice(0, 64));
  for (const source of sources) {
    for (const further of source.reads) if (sources.size < 64) sources.add(further);
  }
  return new Set([...sources].map((source) => programOf(source).program));
}

/** The first argument that is neither an option nor an option's value. */
function firstWord(args: readonly string[]): string {
  return args.find((arg, index) => !arg.startsWith("-") && !/^-[oct]$/.test(args[index - 1] ?? "")) ?? "";
}
