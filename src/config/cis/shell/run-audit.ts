import { type AuditView, TooMuch } from "./audit-view.ts";
import { fileProgramsOn } from "./file-programs.ts";
import { type Line, linesOf, type Printed, type Program, printed } from "./lines.ts";
import { processProgramsOn } from "./process-programs.ts";
import { readScript } from "./read-script.ts";
import { type Command, NotUnderstood, type Script, type Word } from "./script.ts";
import { takeOptions } from "./take-options.ts";
import { TEXT_PROGRAMS } from "./text-programs.ts";

/** Most commands that one audit runs, and most characters that it prints. */
const MOST_COMMANDS = 20_000;
const MOST_PRINTED = 16 * 1024 * 1024;

/**
 * What an audit would print, found by reading the machine ourselves: its shell is read as data, the programs that it calls
 * are our own, and no other program is ever started.
 *
 * @param binaries names of programs that a `grep` behind `ps` means as such
 * @throws NotUnderstood, BadPattern, TooMuch
 */
export function runAudit(audit: string, view: AuditView, binaries: ReadonlySet<string>): Printed {
  return new AuditRun(view, binaries).run(readScript(audit), undefined);
}

class AuditRun {
  readonly #programs: Readonly<Record<string, Program>>;
  readonly #view: AuditView;
  readonly #variables = new Map<string, string>();
  #commands = 0;
  #printed = 0;

  constructor(view: AuditView, binaries: ReadonlySet<string>) {
    this.#view = view;
    this.#programs = { ...TEXT_PROGRAMS, ...fileProgramsOn(view), ...processProgramsOn(view, binaries) };
  }

  run(script: Script, input: readonly Line[] | undefined): Printed {
    const lines: Line[] = [];
    let status = 0;
    for (const { when, isNegated, pipe } of script) {
      if ((when === "and" && status !== 0) || (when === "or" && status === 0)) continue;
      let result: Printed = { lines: input ?? [], status: 0 };
      for (const [index, command] of pipe.entries())
        result = this.#command(command, index === 0 ? input : result.lines);
      status = isNegated ? Number(result.status === 0) : result.status;
      this.#variables.set("?", String(status));
      for (const line of result.lines) lines.push(line);
    }
    return { lines, status };
  }

  #command(command: Command, input: readonly Line[] | undefined): Printed {
    if (++this.#commands > MOST_COMMANDS) throw new TooMuch(`more than ${MOST_COMMANDS} commands`);
    switch (command.kind) {
      case "group":
        return this.run(command.body, input);
      case "if":
        return this.#conditional(command, input);
      case "for":
        return this.#loop(command, input);
      case "lines":
        return this.#forLines(command, input ?? []);
      case "simple":
        return this.#simple(command, input);
    }
  }

  #conditional({ branches, otherwise }: Extract<Command, { kind: "if" }>, input: readonly Line[] | undefined): Printed {
    const before: Line[] = [];
    for (const { condition, body } of branches) {
      const asked = this.run(condition, input);
      before.push(...asked.lines);
      if (asked.status !== 0) continue;
      const { lines, status } = this.run(body, input);
      return { lines: [...before, ...lines], status };
    }
    const { lines, status } = this.run(otherwise, input);
    return { lines: [...before, ...lines], status };
  }

  #loop({ name, items, body }: Extract<Command, { kind: "for" }>, input: readonly Line[] | undefined): Printed {
    const lines: Line[] = [];
    let status = 0;
    for (const item of items.flatMap((word) => this.#words(word))) {
      this.#variables.set(name, item);
      const once = this.run(body, input);
      status = once.status;
      lines.push(...once.lines);
    }
    return { lines, status };
  }

  #forLines({ names, body }: Extract<Command, { kind: "lines" }>, input: readonly Line[]): Printed {
    const lines: Line[] = [];
    let status = 0;
    for (const { text } of input) {
      const words = text.trim().split(/\s+/);
      for (const [index, name] of names.entries()) {
        const isLast = index === names.length - 1;
        this.#variables.set(name, (isLast ? words.slice(index).join(" ") : words[index]) ?? "");
      }
      const once = this.run(body, undefined);
      status = once.status;
      lines.push(...once.lines);
    }
    return { lines, status };
  }

  #simple(
    { assignments, words, redirects }: Extract<Command, { kind: "simple" }>,
    input: readonly Line[] | undefined,
  ): Printed {
    for (const { name, value } of assignments) this.#variables.set(name, this.#text(value));
    const [name, ...args] = words.flatMap((word) => this.#words(word));
    if (name === undefined) return printed([]);
    const file = redirects.input === undefined ? undefined : this.#view.read(this.#text(redirects.input));
    const read = file === undefined ? input : linesOf(file);
    const result = this.#call(name, args, read);
    for (const { text } of result.lines) this.#printed += text.length + 1;
    if (this.#printed > MOST_PRINTED) throw new TooMuch("more than an audit has to say");
    return redirects.isSilent ? { ...result, lines: [] } : result;
  }

  #call(name: string, args: readonly string[], input: readonly Line[] | undefined): Printed {
    const program = name.replace(/^(?:\/usr)?\/s?bin\//, "");
    if (program === "sh" || program === "bash") return this.#shell(args, input);
    if (program === "xargs") return this.#forEach(args, input ?? []);
    if (program === "exit") throw new NotUnderstood("exit");
    const known = Object.hasOwn(this.#programs, program) ? this.#programs[program] : undefined;
    if (known === undefined) throw new UnknownProgram(program);
    return known({ args, input });
  }

  #shell(args: readonly string[], input: readonly Line[] | undefined): Printed {
    const [flag, script] = args;
    if (flag !== "-c" || script === undefined) throw new NotUnderstood("a shell without a script");
    return this.run(readScript(script), input);
  }

  /** `xargs PROGRAM WORDS…`: all lines as its last words at once, or with `-I{}` each in the place of `{}`. */
  #forEach(args: readonly string[], input: readonly Line[]): Printed {
    const start = args.findIndex((arg, index) => !arg.startsWith("-") && !/^-[In]$/.test(args[index - 1] ?? ""));
    const own = start < 0 ? args : args.slice(0, start);
    const { flags, values } = takeOptions("xargs", own, "r0", "InL", { "--no-run-if-empty": "r" });
    const [name, ...words] = start < 0 ? ["echo"] : args.slice(start);
    if (name === undefined || flags.has("0")) throw new NotUnderstood("xargs");
    const mark = values.get("I")?.at(-1);
    const items = input.flatMap(({ text }) => (mark === undefined ? text.trim().split(/\s+/) : [text])).filter(Boolean);
    if (items.length === 0 && (flags.has("r") || mark !== undefined)) return printed([]);
    const size = Number(values.get("n")?.at(-1) ?? items.length);
    const lines: Line[] = [];
    let status = 0;
    const once = (with_: readonly string[]) => {
      const result = this.#call(name, with_, undefined);
      lines.push(...result.lines);
      if (result.status !== 0) status = 123;
    };
    if (mark !== undefined) for (const item of items) once(words.map((word) => word.replaceAll(mark, item)));
    else if (items.length === 0) once(words);
    else for (let at = 0; at < items.length; at += Math.max(1, size)) once([...words, ...items.slice(at, at + size)]);
    return { lines, status };
  }

  /** The words that one stands for: what is put in without quotes is split, and stars are unfolded to paths. */
  #words(word: Word): string[] {
    const words: { text: string; hasStar: boolean }[] = [];
    let open = false;
    const put = (text: string, hasStar = false) => {
      const last = words.at(-1);
      if (!open || last === undefined) words.push({ text, hasStar });
      else words[words.length - 1] = { text: last.text + text, hasStar: last.hasStar || hasStar };
      open = true;
    };
    for (const part of word) {
      if (part.kind === "text") put(part.text, !part.isQuoted && /[*?]/.test(part.text));
      else if (part.isQuoted) put(this.#value(part));
      else {
        const value = this.#value(part);
        if (/^\s/.test(value)) open = false;
        for (const piece of value.split(/\s+/).filter(Boolean)) {
          put(piece);
          open = false;
        }
        open = value !== "" && !/\s$/.test(value);
      }
    }
    return words.flatMap(({ text, hasStar }) => (hasStar ? this.#view.expand(text) : [text]));
  }

  #text(word: Word): string {
    return word.map((part) => (part.kind === "text" ? part.text : this.#value(part))).join("");
  }

  #value(part: Exclude<Word[number], { kind: "text" }>): string {
    if (part.kind === "unknown") throw new NotUnderstood(part.what);
    if (part.kind === "output") {
      const { lines } = this.run(part.script, undefined);
      return lines
        .map(({ text }) => text)
        .join("\n")
        .replace(/\n+$/, "");
    }
    const value = this.#variables.get(part.name);
    if (value !== undefined && value !== "") return value;
    return part.otherwise === undefined ? (value ?? "") : this.#text(part.otherwise);
  }
}

/** A program that has no equivalent here. */
export class UnknownProgram extends Error {
  readonly program: string;

  constructor(program: string) {
    super(`it calls ${program}`);
    this.program = program;
  }
}
