/** One simple command of a script. */
export interface ShellCommand {
  /** Name and arguments with their quotes taken off; assignments before the name are left out. */
  readonly words: readonly string[];
  /** The commands whose output it reads: through a pipe, `<(…)`, or a substitution among its words. */
  readonly reads: readonly ShellCommand[];
  /** The files that its output goes to, as written. */
  readonly writes?: readonly string[];
  /** Offset of its first word in the text. */
  readonly offset: number;
}

/** Longest script that is read, and deepest nesting of substitutions. */
const LONGEST = 256 * 1024;
const DEEPEST = 8;

/** Words of the grammar that stand before a command. */
const GRAMMAR = new Set(["if", "then", "else", "elif", "fi", "do", "done", "while", "until", "!", "{", "}", "time"]);

/** Programs that run another one given as their arguments. */
const WRAPPERS = new Set(["sudo", "env", "exec", "nohup", "nice", "command", "doas", "xargs", "eatmydata"]);

const SHELLS = new Set(["sh", "bash", "dash", "ash", "zsh", "ksh"]);

/**
 * The commands of a POSIX shell script, in their order, those inside substitutions and `sh -c` among them. Nothing is
 * expanded and nothing is run: a name that is computed stays as it is written. Reading is linear in the text.
 */
export function readShell(text: string): ShellCommand[] {
  const reader = new ShellReader(text.slice(0, LONGEST), 0, 0);
  reader.readUntil(undefined);
  return reader.all;
}

/** The program that a command really runs and its arguments, past `sudo`, `env` and their like. */
export function programOf({ words }: ShellCommand): { program: string; args: readonly string[] } {
  let at = 0;
  while (at < words.length - 1 && WRAPPERS.has(baseName(words[at] ?? ""))) {
    at++;
    while (at < words.length - 1 && /^(?:-|[A-Za-z_]\w*=)/.test(words[at] ?? "")) at++;
  }
  return { program: baseName(words[at] ?? ""), args: words.slice(at + 1) };
}

export function isShell(program: string): boolean {
  return SHELLS.has(program);
}

function baseName(word: string): string {
  return word.slice(word.lastIndexOf("/") + 1);
}

class ShellReader {
  readonly all: ShellCommand[] = [];
  readonly #text: string;
  readonly #base: number;
  readonly #depth: number;
  #at = 0;
  #words: string[] = [];
  #inputs: ShellCommand[] = [];
  #outputs: string[] = [];
  #start = -1;
  #close: string | undefined;
  #heredocs: { readonly end: string; readonly stripsTabs: boolean }[] = [];

  constructor(text: string, base: number, depth: number) {
    this.#text = text;
    this.#base = base;
    this.#depth = depth;
  }

  get at(): number {
    return this.#at;
  }

  /** Reads commands up to the closing character, or to the end. */
  readUntil(close: string | undefined): void {
    this.#close = close;
    while (this.#at < this.#text.length) {
      const character = this.#text.charAt(this.#at);
      if (character === close) break;
      if (character === "\n") this.#endLine();
      else if (character === " " || character === "\t" || character === "\r") this.#at++;
      else if (character === "#") this.#skipComment();
      else if (";&|()".includes(character)) this.#operator(character);
      else if (character === "<" || character === ">") this.#redirect(character);
      else if (character === "\\" && this.#text.charAt(this.#at + 1) === "\n") this.#at += 2;
      else this.#word();
    }
    this.#finish([]);
    this.#at++;
  }

  #endLine(): void {
    this.#finish([]);
    this.#at++;
    for (const { end, stripsTabs } of this.#heredocs.splice(0)) {
      while (this.#at < this.#text.length) {
        const newline = this.#text.indexOf("\n", this.#at);
        const line = this.#text.slice(this.#at, newline === -1 ? undefined : newline);
        this.#at = newline === -1 ? this.#text.length : newline + 1;
        if ((stripsTabs ? line.replace(/^\t+/, "") : line) === end) break;
      }
    }
  }

  #skipComment(): void {
    const newline = this.#text.indexOf("\n", this.#at);
    this.#at = newline === -1 ? this.#text.length : newline;
  }

  #operator(character: string): void {
    const doubled = this.#text.charAt(this.#at + 1) === character && character !== "(" && character !== ")";
    const isPipe = character === "|" && !doubled;
    const finished = this.#finish([]);
    if (isPipe && finished !== undefined) this.#inputs = [finished];
    this.#at += doubled || this.#text.startsWith("|&", this.#at) ? 2 : 1;
  }

  #redirect(character: string): void {
    if (this.#text.charAt(this.#at + 1) === "(") {
      this.#at += 2;
      this.#inputs.push(...this.#inner(")"));
      return;
    }
    if (this.#text.startsWith("<<", this.#at) && !this.#text.startsWith("<<<", this.#at)) {
      const match = /^<<(-?)[ \t]*(['"]?)([\w.-]+)\2/.exec(this.#text.slice(this.#at, this.#at + 200));
      if (match !== null) {
        this.#heredocs.push({ end: match[3] ?? "", stripsTabs: match[1] === "-" });
        this.#at += match[0].length;
        return;
      }
    }
    while (this.#text.charAt(this.#at) === character || this.#text.charAt(this.#at) === "&") this.#at++;
    while (this.#text.charAt(this.#at) === " ") this.#at++;
    if (this.#at >= this.#text.length || /[\s;&|()<>]/.test(this.#text.charAt(this.#at))) return;
    const file = this.#readWord(); // a file's name is no argument
    if (character === ">" && file !== "/dev/null" && !/^\d$/.test(file)) this.#outputs.push(file);
  }

  #word(): void {
    const start = this.#at;
    const word = this.#readWord();
    if (this.#words.length === 0 && (GRAMMAR.has(word) || /^[A-Za-z_]\w*\+?=/.test(word))) return;
    if (this.#words.length === 0) this.#start = start;
    this.#words.push(word);
  }

  /** One word with its quotes taken off; what is substituted into it is read as commands that it reads from. */
  #readWord(): string {
    let word = "";
    while (this.#at < this.#text.length) {
      const character = this.#text.charAt(this.#at);
      if (character === this.#close || /[\s;&|()<>]/.test(character)) break;
      if (character === "'") word += this.#single();
      else if (character === '"') word += this.#double();
      else if (character === "\\") {
        if (this.#text.charAt(this.#at + 1) !== "\n") word += this.#text.charAt(this.#at + 1);
        this.#at += 2;
      } else if (character === "`" || this.#text.startsWith("$(", this.#at)) word += this.#substitution();
      else if (this.#text.startsWith("${", this.#at)) word += this.#parameter();
      else {
        word += character;
        this.#at++;
      }
    }
    return word;
  }

  #single(): string {
    const end = this.#text.indexOf("'", this.#at + 1);
    const inside = this.#text.slice(this.#at + 1, end === -1 ? undefined : end);
    this.#at = end === -1 ? this.#text.length : end + 1;
    return inside;
  }

  #double(): string {
    let inside = "";
    this.#at++;
    while (this.#at < this.#text.length && this.#text.charAt(this.#at) !== '"') {
      if (this.#text.charAt(this.#at) === "\\") {
        inside += this.#text.charAt(this.#at + 1);
        this.#at += 2;
      } else if (this.#text.charAt(this.#at) === "`" || this.#text.startsWith("$(", this.#at))
        inside += this.#substitution();
      else inside += this.#text.charAt(this.#at++);
    }
    this.#at++;
    return inside;
  }

  #parameter(): string {
    const end = this.#text.indexOf("}", this.#at);
    const inside = this.#text.slice(this.#at, end === -1 ? undefined : end + 1);
    this.#at = end === -1 ? this.#text.length : end + 1;
    return inside;
  }

  #substitution(): string {
    const start = this.#at;
    const isBacktick = this.#text.charAt(this.#at) === "`";
    this.#at += isBacktick ? 1 : 2;
    this.#inputs.push(...this.#inner(isBacktick ? "`" : ")"));
    return this.#text.slice(start, this.#at);
  }

  /** Reads the commands inside a substitution and steps behind its end. */
  #inner(close: string): ShellCommand[] {
    const inner = new ShellReader(this.#text.slice(this.#at), this.#base + this.#at, this.#depth + 1);
    if (this.#depth >= DEEPEST) {
      const end = this.#text.indexOf(close, this.#at);
      this.#at = end === -1 ? this.#text.length : end + 1;
      return [];
    }
    inner.readUntil(close);
    this.#at = Math.min(this.#text.length, this.#at + inner.at);
    this.all.push(...inner.all);
    return inner.all;
  }

  #finish(more: readonly ShellCommand[]): ShellCommand | undefined {
    const words = this.#words;
    const reads = [...this.#inputs, ...more];
    const writes = this.#outputs;
    this.#words = [];
    this.#inputs = [];
    this.#outputs = [];
    if (words.length === 0) return undefined;
    const command = { words, reads, ...(writes.length > 0 && { writes }), offset: this.#base + this.#start };
    this.all.push(command);
    this.#insideShell(command);
    return command;
  }

  /** `sh -c 'script'`: the script's commands are commands, too. */
  #insideShell(command: ShellCommand): void {
    const { program, args } = programOf(command);
    const flag = args.findIndex((arg) => /^-[a-z]*c$/.test(arg));
    const script = args[flag + 1];
    if (!isShell(program) || flag === -1 || script === undefined || this.#depth >= DEEPEST) return;
    if (script.startsWith("$(") || script.startsWith("`")) return; // computed: its commands were read where they stand
    const inner = new ShellReader(script, command.offset, this.#depth + 1);
    inner.readUntil(undefined);
    this.all.push(...inner.all.map((one) => ({ ...one, offset: command.offset })));
  }
}
