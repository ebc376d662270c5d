import { TemplateFault } from "./nodes.ts";

/** A piece of an action, with its offset into the template's text. */
export type Token =
  | {
      readonly kind: "word" | "field" | "variable" | "symbol";
      readonly text: string;
      readonly at: number;
      readonly spaced: boolean;
    }
  | {
      readonly kind: "literal";
      readonly value: string | number | boolean | null;
      readonly at: number;
      readonly spaced: boolean;
    };

/** Text between actions, or an action. */
export type Piece =
  | { readonly kind: "text"; readonly text: string; readonly start: number }
  | { readonly kind: "action"; readonly tokens: readonly Token[]; readonly start: number; readonly end: number };

/** Cuts a template into texts and actions; `{{-` and `-}}` take the blanks beside them, comments are gone. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let trimsNext = false;
  while (at <= text.length) {
    const open = text.indexOf("{{", at);
    const end = open === -1 ? text.length : open;
    const trimsLeft = open !== -1 && text[open + 2] === "-" && /\s/.test(text[open + 3] ?? "");
    pushText(pieces, text, { start: at, end, trimsStart: trimsNext, trimsEnd: trimsLeft });
    if (open === -1) return pieces;
    const inside = open + (trimsLeft ? 3 : 2);
    const comment = /^\s*\/\*/.exec(text.slice(inside, inside + 100));
    const action = comment === null ? readAction(text, inside) : { tokens: [], end: endOfComment(text, inside) };
    if (comment === null) pieces.push({ kind: "action", tokens: action.tokens, start: open, end: action.end });
    trimsNext = text[action.end - 3] === "-" && /\s/.test(text[action.end - 4] ?? "");
    at = action.end;
  }
  return pieces;
}

function pushText(
  pieces: Piece[],
  text: string,
  { start, end, trimsStart, trimsEnd }: { start: number; end: number; trimsStart: boolean; trimsEnd: boolean },
): void {
  let [from, to] = [start, end];
  if (trimsStart) while (from < to && isBlank(text, from)) from++;
  if (trimsEnd) while (to > from && isBlank(text, to - 1)) to--;
  if (to > from) pieces.push({ kind: "text", text: text.slice(from, to), start: from });
}

function isBlank(text: string, at: number): boolean {
  return " \t\r\n".includes(text[at] ?? "x");
}

function endOfComment(text: string, from: number): number {
  const close = text.indexOf("*/", from);
  const end = close === -1 ? -1 : text.indexOf("}}", close);
  if (end === -1) throw faultAt(text, from, "a comment that does not end");
  return end + 2;
}

const WORD = /[\p{L}_][\p{L}\p{N}_]*/uy;
const NUMBER = /[+-]?(?:0[xX][0-9a-fA-F_]+|0[oO]?[0-7_]+(?![.\d])|\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)/y;
const SYMBOLS = [":=", "=", "|", "(", ")", ",", "."];
const CONSTANTS = new Map<string, boolean | null>([
  ["true", true],
  ["false", false],
  ["nil", null],
]);

function readAction(text: string, from: number): { tokens: Token[]; end: number } {
  const tokens: Token[] = [];
  let at = from;
  let spaced = true;
  for (;;) {
    const character = text[at];
    if (character === undefined) throw faultAt(text, from, "an action that does not end");
    if (text.startsWith("}}", at)) return { tokens, end: at + 2 };
    if (character === "-" && text.startsWith("}}", at + 1) && spaced) return { tokens, end: at + 3 };
    if (/\s/.test(character)) {
      spaced = true;
      at++;
      continue;
    }
    const { token, end } = readToken(text, at, spaced);
    tokens.push(token);
    spaced = false;
    at = end;
  }
}

function readToken(text: string, at: number, spaced: boolean): { token: Token; end: number } {
  const character = text[at] ?? "";
  if (character === '"' || character === "`" || character === "'") return readQuoted(text, at, spaced);
  if (character === "." || character === "$") {
    const name = match(WORD, text, at + 1);
    if (character === "$")
      return { token: { kind: "variable", text: `$${name}`, at, spaced }, end: at + 1 + name.length };
    if (name !== "") return { token: { kind: "field", text: name, at, spaced }, end: at + 1 + name.length };
  }
  const number = match(NUMBER, text, at);
  if (number !== "") {
    return { token: { kind: "literal", value: numberOf(number), at, spaced }, end: at + number.length };
  }
  const word = match(WORD, text, at);
  const constant = CONSTANTS.get(word);
  if (constant !== undefined) return { token: { kind: "literal", value: constant, at, spaced }, end: at + word.length };
  if (word !== "") return { token: { kind: "word", text: word, at, spaced }, end: at + word.length };
  const symbol = SYMBOLS.find((one) => text.startsWith(one, at));
  if (symbol === undefined) throw faultAt(text, at, `${JSON.stringify(character)} where a value should be`);
  return { token: { kind: "symbol", text: symbol, at, spaced }, end: at + symbol.length };
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

function numberOf(written: string): number {
  const plain = written.replaceAll("_", "");
  if (/^[+-]?0[0-7]+$/.test(plain)) return Number.parseInt(plain, 8);
  const sign = plain.startsWith("-") ? -1 : 1;
  return sign * Number(plain.replace(/^[+-]/, ""));
}

function readQuoted(text: string, at: number, spaced: boolean): { token: Token; end: number } {
  const quote = text[at] ?? "";
  let end = at + 1;
  while (text[end] !== quote) {
    if (text[end] === undefined || (text[end] === "\n" && quote !== "`"))
      throw faultAt(text, at, "a text that does not end");
    end += text[end] === "\\" && quote !== "`" ? 2 : 1;
  }
  const inner = text.slice(at + 1, end);
  const plain = quote === "`" ? inner : unescape(inner);
  const value = quote === "'" ? (plain.codePointAt(0) ?? 0) : plain;
  return { token: { kind: "literal", value, at, spaced }, end: end + 1 };
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Go's escapes of an interpreted string. */
function unescape(inner: string): string {
  return inner.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([\s\S]))/g,
    (whole, hex, short, long, octal, single) => {
      const code = hex ?? short ?? long;
      if (code !== undefined) return characterOf(Number.parseInt(code, 16), whole);
      if (octal !== undefined) return characterOf(Number.parseInt(octal, 8), whole);
      return ESCAPES[single] ?? single;
    },
  );
}

function characterOf(code: number, written: string): string {
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : written;
}

/** @returns the fault, naming the line that holds the offset */
export function faultAt(text: string, at: number, message: string): TemplateFault {
  let line = 1;
  for (let next = text.indexOf("\n"); next !== -1 && next < at; next = text.indexOf("\n", next + 1)) line++;
  return new TemplateFault(message, line);
}
