import {
  type Command,
  type Linked,
  NotUnderstood,
  type Redirects,
  type Script,
  textOf,
  type Word,
  type WordPart,
} from "./script.ts";

/** Longest script in characters, and deepest nesting. */
const LONGEST = 32 * 1024;
const DEEPEST = 16;

/**
 * Reads the part of a POSIX shell's language that audits are written in: lists, pipes, `if`, `for`, assignments, quotes,
 * substitutions. Nothing of it is ever handed to a shell.
 * @throws NotUnderstood
 */
export function readScript(text: string, depth = 0): Script {
  if (text.length > LONGEST || depth > DEEPEST) throw new NotUnderstood("a script without measure");
  const reader = new ScriptReader(text, depth);
  const script = reader.list([]);
  if (!reader.isAtEnd) throw new NotUnderstood(`${JSON.stringify(reader.rest)} where a command should begin`);
  return script;
}

const BLANK = /[ \t\r]/;
const ENDS_WORD = /[\s;&|()<>]/;
const RESERVED = new Set(["until", "case", "function", "select", "coproc"]);

class ScriptReader {
  readonly #text: string;
  readonly #depth: number;
  #at = 0;

  constructor(text: string, depth: number) {
    this.#text = text;
    this.#depth = depth;
  }

  get isAtEnd(): boolean {
    this.#skip(true);
    return this.#at >= this.#text.length;
  }

  get rest(): string {
    return this.#text.slice(this.#at, this.#at + 20);
  }

  /** Commands up to one of the words, which is left standing. */
  list(ends: readonly string[]): Script {
    const script: Linked[] = [];
    let when: Linked["when"] = "always";
    for (;;) {
      this.#skip(true);
      if (this.#at >= this.#text.length || this.#peek(")") || ends.some((end) => this.#peekWord(end))) return script;
      let isNegated = false;
      while (this.#takeWord("!")) {
        isNegated = !isNegated;
        this.#skip(false);
      }
      const pipe = [this.#command()];
      while (this.#takePipe()) pipe.push(this.#command());
      script.push({ when, isNegated, pipe });
      this.#skip(false);
      if (this.#take("&&")) when = "and";
      else if (this.#take("||")) when = "or";
      else if (this.#peek("&")) throw new NotUnderstood("a command in the background");
      else {
        when = "always";
        if (!this.#take(";") && !this.#take("\n")) {
          this.#skip(true);
          if (this.#at < this.#text.length && !this.#peek(")") && !ends.some((end) => this.#peekWord(end)))
            throw new NotUnderstood(`${JSON.stringify(this.rest)} behind a command`);
          return script;
        }
        if (this.#peek(";")) throw new NotUnderstood(";;");
      }
    }
  }

  #takePipe(): boolean {
    this.#skip(false);
    if (this.#peek("||") || !this.#take("|")) return false;
    this.#skip(true);
    return true;
  }

  #command(): Command {
    this.#skip(false);
    if (this.#takeWord("if")) return this.#conditional();
    if (this.#takeWord("for")) return this.#loop();
    if (this.#takeWord("while")) return this.#lines();
    if (this.#takeWord("{")) return { kind: "group", body: this.#body("}") };
    for (const word of RESERVED) if (this.#peekWord(word)) throw new NotUnderstood(`the shell's ${word}`);
    if (this.#take("(")) {
      const body = this.list([]);
      if (!this.#take(")")) throw new NotUnderstood("a parenthesis without end");
      return { kind: "group", body };
    }
    return this.#simple();
  }

  #conditional(): Command {
    const branches: { condition: Script; body: Script }[] = [];
    do {
      const condition = this.#body("then");
      branches.push({ condition, body: this.list(["elif", "else", "fi"]) });
    } while (this.#takeWord("elif"));
    const otherwise = this.#takeWord("else") ? this.list(["fi"]) : [];
    if (!this.#takeWord("fi")) throw new NotUnderstood("an if without fi");
    return { kind: "if", branches, otherwise };
  }

  #loop(): Command {
    this.#skip(false);
    const name = /^[A-Za-z_]\w*/.exec(this.#text.slice(this.#at, this.#at + 64))?.[0];
    if (name === undefined) throw new NotUnderstood("a loop without a name");
    this.#at += name.length;
    this.#skip(false);
    if (!this.#takeWord("in")) throw new NotUnderstood("a loop over arguments");
    const items: Word[] = [];
    for (;;) {
      this.#skip(false);
      if (this.#take(";") || this.#take("\n")) break;
      if (this.#at >= this.#text.length) throw new NotUnderstood("a loop without body");
      items.push(this.#word());
    }
    this.#skip(true);
    if (!this.#takeWord("do")) throw new NotUnderstood("a loop without do");
    return { kind: "for", name, items, body: this.#body("done") };
  }

  #lines(): Command {
    this.#skip(false);
    const found = /^(?:IFS= +)?read +(?:-r +)?((?:[A-Za-z_]\w{0,99} *){1,20})[;\n]\s*do\b/.exec(
      this.#text.slice(this.#at, this.#at + 2_048),
    );
    if (found === null) throw new NotUnderstood("the shell's while");
    this.#at += found[0].length;
    return { kind: "lines", names: (found[1] ?? "").trim().split(/ +/), body: this.#body("done") };
  }

  #body(end: string): Script {
    const script = this.list([end]);
    if (!this.#takeWord(end)) throw new NotUnderstood(`${end} is missing`);
    return script;
  }

  #simple(): Command {
    const assignments: { name: string; value: Word }[] = [];
    const words: Word[] = [];
    let redirects: Redirects = { isSilent: false };
    for (;;) {
      this.#skip(false);
      const character = this.#text.charAt(this.#at);
      const redirect = /^(\d?)(>>|>|<<|<)/.exec(this.#text.slice(this.#at, this.#at + 3));
      if (redirect !== null) redirects = this.#redirect(redirects, redirect[0], redirect[1] ?? "", redirect[2] ?? "");
      else if (character === "" || /[\n;&|()]/.test(character)) break;
      else {
        const name = words.length === 0 ? /^([A-Za-z_]\w*)=/.exec(this.#text.slice(this.#at, this.#at + 64)) : null;
        if (name === null) words.push(this.#word());
        else {
          this.#at += name[0].length;
          assignments.push({ name: name[1] ?? "", value: this.#word() });
        }
      }
    }
    if (words.length === 0 && assignments.length === 0)
      throw new NotUnderstood(`${JSON.stringify(this.rest)} where a command should begin`);
    return { kind: "simple", assignments, words, redirects };
  }

  /** Output may go to nowhere or to where the rest goes; a file is never written. */
  #redirect(known: Redirects, whole: string, descriptor: string, sign: string): Redirects {
    if (this.#text.startsWith("<(", this.#at) || sign === "<<") throw new NotUnderstood("a here-document or process");
    this.#at += whole.length;
    if (sign !== "<" && this.#take("&")) {
      if (!/^[012-]/.test(this.#text.charAt(this.#at))) throw new NotUnderstood("a redirection");
      this.#at++;
      return known;
    }
    this.#skip(false);
    const target = this.#word();
    if (sign === "<") return { ...known, input: target };
    if (textOf(target) !== "/dev/null") throw new NotUnderstood("a file that is written");
    return descriptor === "2" ? known : { ...known, isSilent: true };
  }

  #word(): Word {
    const parts: WordPart[] = [];
    while (this.#at < this.#text.length) {
      const character = this.#text.charAt(this.#at);
      if (ENDS_WORD.test(character)) break;
      if (character === "'") parts.push({ kind: "text", text: this.#single(), isQuoted: true });
      else if (character === '"') parts.push(...this.#double());
      else if (character === "$" || character === "`") parts.push(this.#expansion(false));
      else if (character === "\\") {
        const next = this.#text.charAt(this.#at + 1);
        if (next !== "\n") parts.push({ kind: "text", text: next, isQuoted: true });
        this.#at += 2;
      } else {
        parts.push({ kind: "text", text: character, isQuoted: false });
        this.#at++;
      }
    }
    return parts;
  }

  #single(): string {
    const end = this.#text.indexOf("'", this.#at + 1);
    if (end < 0) throw new NotUnderstood("a quote without end");
    const inside = this.#text.slice(this.#at + 1, end);
    this.#at = end + 1;
    return inside;
  }

  #double(): WordPart[] {
    const parts: WordPart[] = [{ kind: "text", text: "", isQuoted: true }];
    this.#at++;
    for (;;) {
      const character = this.#text.charAt(this.#at);
      if (character === "") throw new NotUnderstood("a quote without end");
      if (character === '"') break;
      if (character === "$" || character === "`") parts.push(this.#expansion(true));
      else {
        const isEscape = character === "\\" && /[$`"\\\n]/.test(this.#text.charAt(this.#at + 1));
        const text = isEscape ? this.#text.charAt(this.#at + 1) : character;
        if (text !== "\n" || !isEscape) parts.push({ kind: "text", text, isQuoted: true });
        this.#at += isEscape ? 2 : 1;
      }
    }
    this.#at++;
    return parts;
  }

  #expansion(isQuoted: boolean): WordPart {
    if (this.#take("`")) {
      const end = this.#text.indexOf("`", this.#at);
      if (end < 0) throw new NotUnderstood("a substitution without end");
      const inside = this.#text.slice(this.#at, end).replace(/\\([$`\\])/g, "$1");
      this.#at = end + 1;
      return { kind: "output", script: readScript(inside, this.#depth + 1), isQuoted };
    }
    if (this.#peek("$((")) {
      const end = this.#text.indexOf("))", this.#at);
      if (end < 0) throw new NotUnderstood("arithmetic without end");
      this.#at = end + 2;
      return { kind: "unknown", what: "the shell's arithmetic", isQuoted };
    }
    if (this.#take("$(")) {
      if (this.#depth >= DEEPEST) throw new NotUnderstood("a script without measure");
      const inner = new ScriptReader(this.#text.slice(this.#at), this.#depth + 1);
      const script = inner.list([]);
      this.#at += inner.#at;
      if (!this.#take(")")) throw new NotUnderstood("a substitution without end");
      return { kind: "output", script, isQuoted };
    }
    const plain = /^\$([A-Za-z_]\w*|\?)/.exec(this.#text.slice(this.#at, this.#at + 64));
    if (plain !== null) {
      this.#at += plain[0].length;
      return { kind: "variable", name: plain[1] ?? "", isQuoted };
    }
    const braced = /^\$\{([A-Za-z_]\w*)(?::?-([^}$`"']*))?\}/.exec(this.#text.slice(this.#at, this.#at + 256));
    if (braced !== null) {
      this.#at += braced[0].length;
      const [, name = "", text] = braced;
      const otherwise: Word | undefined = text === undefined ? undefined : [{ kind: "text", text, isQuoted: true }];
      return { kind: "variable", name, ...(otherwise !== undefined && { otherwise }), isQuoted };
    }
    const other = /^\$\{[^}"'`$]{1,200}\}/.exec(this.#text.slice(this.#at, this.#at + 256));
    if (other !== null) {
      this.#at += other[0].length;
      return { kind: "unknown", what: other[0], isQuoted };
    }
    if (/^\$(?:["'\s]|$)/.test(this.#text.slice(this.#at, this.#at + 2))) {
      this.#at++;
      return { kind: "text", text: "$", isQuoted: true };
    }
    throw new NotUnderstood(`${JSON.stringify(this.rest)} as a substitution`);
  }

  /** Steps over blanks and comments, and over lines where a command may begin anew. */
  #skip(overLines: boolean): void {
    for (;;) {
      const character = this.#text.charAt(this.#at);
      if (character !== "" && BLANK.test(character)) this.#at++;
      else if (character === "\\" && /^\\\r?\n/.test(this.#text.slice(this.#at, this.#at + 3)))
        this.#at = this.#text.indexOf("\n", this.#at) + 1;
      else if (character === "\n" && overLines) this.#at++;
      else if (character === "#" && /^$|\s|;/.test(this.#text.charAt(this.#at - 1))) {
        const end = this.#text.indexOf("\n", this.#at);
        this.#at = end < 0 ? this.#text.length : end;
      } else return;
    }
  }

  #peek(text: string): boolean {
    return this.#text.startsWith(text, this.#at);
  }

  #take(text: string): boolean {
    if (!this.#peek(text)) return false;
    this.#at += text.length;
    return true;
  }

  #peekWord(word: string): boolean {
    const behind = this.#text.charAt(this.#at + word.length);
    return this.#peek(word) && (behind === "" || ENDS_WORD.test(behind));
  }

  #takeWord(word: string): boolean {
    this.#skip(false);
    return this.#peekWord(word) && this.#take(word);
  }
}
