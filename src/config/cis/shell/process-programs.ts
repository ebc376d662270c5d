import type { HostProcess } from "../../../sources/host/processes.ts";
import type { AuditView } from "./audit-view.ts";
import { type Call, type Line, linesOf, type Printed, type Program, printed } from "./lines.ts";
import { compilePattern, type Pattern } from "./pattern.ts";
import { NotUnderstood } from "./script.ts";
import { takeOptions } from "./take-options.ts";

/**
 * Whether a process is a program, by its own name: the first words of its command line. `hyperkube apiserver` names two.
 * A command line that merely mentions the program is another's.
 */
export function isProgram({ words, name }: HostProcess, program: string): boolean {
  const wanted = program.trim().split(/\s+/);
  const own = [(words[0] ?? "").replace(/^.*\//, ""), ...words.slice(1)];
  if (wanted.every((word, index) => own[index] === word)) return true;
  // A program may rename itself, or hold all its words in one.
  return (
    wanted.length === 1 && name === program.slice(0, 15) && !/\s/.test(program) && own[0]?.split(" ")[0] === program
  );
}

/** `ps` and `grep`, which belong together: what is picked out by a program's name is that program, and no other. */
export function processProgramsOn(view: AuditView, binaries: ReadonlySet<string>): Readonly<Record<string, Program>> {
  return {
    ps: (call) => listProcesses(view, call),
    grep: (call) => grep(view, binaries, call, "basic"),
    egrep: (call) => grep(view, binaries, call, "extended"),
    fgrep: (call) => grep(view, binaries, { ...call, args: ["-F", ...call.args] }, "basic"),
  };
}

function listProcesses(view: AuditView, { args }: Call): Printed {
  view.asksForProcesses = true;
  const { flags, values } = takeOptions(
    "ps",
    args.map((arg) => arg.replace(/^aux$/, "-ef")),
    "efw",
    "Co",
    {
      "--no-headers": "h",
    },
  );
  const program = values.get("C")?.at(-1);
  const columns = values.get("o")?.join(",");
  if (program === undefined && !flags.has("e")) throw new NotUnderstood(`ps ${args.join(" ")}`);
  const shown = view.view.processes.filter((process) => program === undefined || isProgram(process, program));
  if (program !== undefined) for (const process of shown) view.picked.add(process);
  const lines = shown.map((process): Line => ({ process, text: lineOf(view, process, columns) }));
  return { lines, status: lines.length > 0 ? 0 : 1 };
}

function lineOf(view: AuditView, process: HostProcess, columns: string | undefined): string {
  const command = process.words.join(" ");
  if (columns === "pid=") return String(process.pid);
  if (columns !== undefined && !/^(?:cmd|args|command)=?$/.test(columns)) throw new NotUnderstood(`ps -o ${columns}`);
  if (columns !== undefined) return command;
  const { user } = view.files.owners({ uid: process.uid, gid: 0 });
  return `${user} ${process.pid} 1 0 00:00 ? 00:00:00 ${command}`;
}

function grep(view: AuditView, binaries: ReadonlySet<string>, call: Call, byDefault: "basic" | "extended"): Printed {
  const { flags, values, words } = takeOptions("grep", call.args, "vqoiEFcwh", "eAm", {
    "--quiet": "q",
    "--invert-match": "v",
    "--only-matching": "o",
    "--max-count": "m",
    "--regexp": "e",
  });
  const named = values.get("e");
  const patterns = named ?? words.slice(0, 1);
  const files = named === undefined ? words.slice(1) : words;
  if (patterns.length === 0) throw new NotUnderstood("grep without a pattern");
  const fits = patterns.map((pattern) => matcher(pattern, flags, byDefault));
  const input = files.length === 0 ? (call.input ?? []) : files.flatMap((file) => linesOf(view.read(file) ?? ""));
  const isHit = (line: Line) =>
    patterns.some((pattern, index) => {
      if (line.process !== undefined && binaries.has(pattern)) return isProgram(line.process, pattern);
      return fits[index]?.match(line.text) !== undefined;
    });
  const after = Number(values.get("A")?.at(-1) ?? 0);
  const most = Number(values.get("m")?.at(-1) ?? Number.POSITIVE_INFINITY);
  const kept: Line[] = [];
  let [hits, open] = [0, 0];
  for (const line of input) {
    if (hits < most && isHit(line) !== flags.has("v")) {
      hits++;
      open = after + 1;
    }
    if (open > 0) kept.push(line);
    open--;
  }
  if (!flags.has("v")) for (const { process } of kept) if (process !== undefined) view.picked.add(process);
  const status = hits > 0 ? 0 : 1;
  if (flags.has("q")) return printed([], status);
  if (flags.has("c")) return printed([String(hits)], status);
  if (flags.has("o"))
    return printed(
      kept.flatMap(({ text }) => fits.flatMap((fit) => matchesIn(text, fit))),
      status,
    );
  return { lines: kept, status };
}

function matcher(pattern: string, flags: ReadonlySet<string>, byDefault: "basic" | "extended"): Pattern {
  const plain = flags.has("F") ? pattern.replace(/[\\^$.*[\]]/g, "\\$&") : pattern;
  const syntax = flags.has("E") && !flags.has("F") ? "extended" : flags.has("F") ? "basic" : byDefault;
  const whole = flags.has("w") ? `\\b${plain}\\b` : plain;
  return compilePattern(whole, { syntax, ignoreCase: flags.has("i") });
}

function matchesIn(text: string, pattern: Pattern): string[] {
  const found: string[] = [];
  for (let match = pattern.match(text); match !== undefined; ) {
    const { start, end, groups } = match;
    if (end > start) found.push(groups[0] ?? "");
    const next = end > start ? end : end + 1;
    match = next > text.length ? undefined : pattern.match(text, next);
  }
  return found;
}
