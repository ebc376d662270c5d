/** What holds for one character, by its UTF-16 code. */
export type Test = (code: number) => boolean;

/** A pattern, read. */
export type PatternTree =
  | { readonly kind: "test"; readonly test: Test }
  | { readonly kind: "at"; readonly where: "start" | "end" | "word" }
  | { readonly kind: "all"; readonly parts: readonly PatternTree[] }
  | { readonly kind: "any"; readonly choices: readonly PatternTree[] }
  | { readonly kind: "group"; readonly group: number; readonly inside: PatternTree }
  | ({ readonly kind: "repeat"; readonly inside: PatternTree } & Bounds);

interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly isLazy: boolean;
}

export interface PatternWishes {
  /** `basic`: grep's and sed's own, where `\(` groups and `(` is a parenthesis. */
  readonly syntax: "basic" | "extended";
  readonly ignoreCase?: boolean;
}

/** A pattern that holds what is not understood here. */
export class BadPattern extends Error {}

/** Longest pattern in characters, and deepest nesting of its groups. */
const LONGEST = 2_000;
const DEEPEST = 20;

/** Reads a pattern as grep, sed and Go write it; `groups` counts the whole as one. @throws BadPattern */
export function readPattern(source: string, wishes: PatternWishes): { tree: PatternTree; groups: number } {
  if (source.length > LONGEST) throw new BadPattern("a pattern that is too long");
  const reader = new PatternReader(source, wishes);
  return { tree: reader.whole(), groups: reader.groups };
}

class PatternReader {
  groups = 1;
  readonly #source: string;
  readonly #isBasic: boolean;
  readonly #ignoreCase: boolean;
  #at = 0;

  constructor(source: string, { syntax, ignoreCase }: PatternWishes) {
    this.#source = source;
    this.#isBasic = syntax === "basic";
    const isFlagged = !this.#isBasic && source.startsWith("(?i)");
    if (isFlagged) this.#at = "(?i)".length;
    this.#ignoreCase = ignoreCase === true || isFlagged;
  }

  whole(): PatternTree {
    const tree = this.#choices(0);
    if (this.#at < this.#source.length) throw new BadPattern("a parenthesis too many");
    return tree;
  }

  #choices(depth: number): PatternTree {
    if (depth > DEEPEST) throw new BadPattern("groups that are nested too deep");
    const first = this.#sequence(depth);
    const choices = [first];
    while (this.#takes("|")) choices.push(this.#sequence(depth));
    return choices.length === 1 ? first : { kind: "any", choices };
  }

  #sequence(depth: number): PatternTree {
    const parts: PatternTree[] = [];
    while (this.#at < this.#source.length && !this.#sees("|") && !this.#sees(")")) {
      let part = this.#atom(depth, parts.length === 0);
      for (let bounds = this.#quantifier(); bounds !== undefined; bounds = this.#quantifier())
        part = { kind: "repeat", inside: part, ...bounds };
      parts.push(part);
    }
    return { kind: "all", parts };
  }

  #quantifier(): Bounds | undefined {
    const isEscaped = this.#isBasic && this.#source[this.#at] === "\\";
    const sign = this.#source[this.#at + (isEscaped ? 1 : 0)] ?? "";
    if (sign === "*" ? isEscaped : isEscaped !== this.#isBasic) return undefined;
    const ahead = this.#source.slice(this.#at, this.#at + 16);
    const found = /^\\?(?:([*+?])|\{(\d{1,4})(,?)(\d{0,4})\\?\})/.exec(ahead);
    if (found === null) return undefined;
    const [all, short, least = "0", comma, most = ""] = found;
    this.#at += all.length;
    const isLazy = !this.#isBasic && this.#source[this.#at] === "?";
    if (isLazy) this.#at++;
    const endless = Number.POSITIVE_INFINITY;
    if (short !== undefined) return { least: short === "+" ? 1 : 0, most: short === "?" ? 1 : endless, isLazy };
    if (comma === "") return { least: Number(least), most: Number(least), isLazy };
    return { least: Number(least), most: most === "" ? endless : Number(most), isLazy };
  }

  #atom(depth: number, isFirst: boolean): PatternTree {
    if (this.#takes("(")) return this.#group(depth);
    const character = this.#source[this.#at++] ?? "";
    if (character === "[") return { kind: "test", test: this.#bracket() };
    if (character === ".") return { kind: "test", test: (code) => code !== 10 };
    if (character === "^" && (!this.#isBasic || isFirst)) return { kind: "at", where: "start" };
    if (character === "$" && (!this.#isBasic || this.#isLast())) return { kind: "at", where: "end" };
    if (character === "\\") return this.#escape();
    return { kind: "test", test: this.#one(character) };
  }

  #isLast(): boolean {
    return this.#at >= this.#source.length || this.#sees(")") || this.#sees("|");
  }

  #group(depth: number): PatternTree {
    const isPlain = !this.#isBasic && this.#source.startsWith("?:", this.#at);
    if (isPlain) this.#at += 2;
    else if (!this.#isBasic && this.#source[this.#at] === "?") throw new BadPattern("a group of an unknown kind");
    const group = isPlain ? 0 : this.groups++;
    const inside = this.#choices(depth + 1);
    if (!this.#takes(")")) throw new BadPattern("a group without end");
    return isPlain ? inside : { kind: "group", group, inside };
  }

  #escape(): PatternTree {
    const character = this.#source[this.#at++];
    if (character === undefined) throw new BadPattern("a backslash at the end");
    if (character === "b") return { kind: "at", where: "word" };
    const test = CLASSES.get(character);
    if (test !== undefined) return { kind: "test", test };
    const plain = CONTROLS.get(character) ?? character;
    if (plain === character && /[A-Za-z0-9]/.test(character)) throw new BadPattern(`\\${character}`);
    return { kind: "test", test: this.#one(plain) };
  }

  #bracket(): Test {
    const isNegated = this.#source[this.#at] === "^";
    if (isNegated) this.#at++;
    const tests: Test[] = [];
    do {
      if (this.#at >= this.#source.length) throw new BadPattern("a bracket without end");
      tests.push(this.#member());
    } while (this.#source[this.#at] !== "]");
    this.#at++;
    return (code) => tests.some((test) => test(code)) !== isNegated;
  }

  #member(): Test {
    const [whole, name = ""] = /^\[:(\w+):\]/.exec(this.#source.slice(this.#at, this.#at + 12)) ?? [];
    if (whole !== undefined) {
      const named = NAMED.get(name);
      if (named === undefined) throw new BadPattern(whole);
      this.#at += whole.length;
      return named;
    }
    let low = this.#source[this.#at++] ?? "";
    if (low === "\\" && !this.#isBasic) {
      const escaped = this.#source[this.#at++] ?? "";
      const test = CLASSES.get(escaped);
      if (test !== undefined) return test;
      low = CONTROLS.get(escaped) ?? escaped;
    }
    const high = this.#source[this.#at] === "-" ? this.#source[this.#at + 1] : undefined;
    if (high === undefined || high === "]") return this.#one(low);
    this.#at += 2;
    const [from, to] = [low.charCodeAt(0), high.charCodeAt(0)];
    return this.#folded((code) => code >= from && code <= to);
  }

  #one(character: string): Test {
    const wanted = character.charCodeAt(0);
    return this.#folded((code) => code === wanted);
  }

  #folded(test: Test): Test {
    return this.#ignoreCase ? (code) => test(code) || (isLetter(code) && test(code ^ 32)) : test;
  }

  #sees(sign: "(" | ")" | "|"): boolean {
    return this.#source.startsWith(this.#isBasic ? `\\${sign}` : sign, this.#at);
  }

  #takes(sign: "(" | ")" | "|"): boolean {
    if (!this.#sees(sign)) return false;
    this.#at += this.#isBasic ? 2 : 1;
    return true;
  }
}

const CONTROLS: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
]);

const isDigit: Test = (code) => code >= 48 && code <= 57;
const isLetter: Test = (code) => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
export const isWord: Test = (code) => isDigit(code) || isLetter(code) || code === 95;
const isSpace: Test = (code) => code === 32 || (code >= 9 && code <= 13);

const CLASSES: ReadonlyMap<string, Test> = new Map([
  ["d", isDigit],
  ["D", (code) => !isDigit(code)],
  ["w", isWord],
  ["W", (code) => !isWord(code)],
  ["s", isSpace],
  ["S", (code) => !isSpace(code)],
]);

const NAMED: ReadonlyMap<string, Test> = new Map<string, Test>([
  ["alpha", isLetter],
  ["digit", isDigit],
  ["alnum", (code) => isDigit(code) || isLetter(code)],
  ["space", isSpace],
  ["blank", (code) => code === 32 || code === 9],
  ["upper", (code) => code >= 65 && code <= 90],
  ["lower", (code) => code >= 97 && code <= 122],
]);
