import type { FrameName } from "../facts.ts";
import { type Format, hasBareValues } from "../file-kinds.ts";
import type { Name } from "./assignment.ts";
import { isBlank, isQuote, isWord, lineEnd, lineStart, NEWLINE, skipBlanks } from "./byte-text.ts";

/** What stands between a name and its value. */
export interface Operator {
  readonly frame: FrameName;
  /** Where the value begins, blanks skipped. */
  readonly end: number;
  /** The value must stand in quotes. */
  readonly quotedOnly: boolean;
  /** Where a bare value ends: at `<`, at a blank, with the line, with a line of one word, or as a part of a query does. */
  readonly bareEnd: "element" | "word" | "line" | "lone" | "query";
}

const EQUALS = 0x3d;
const COLON = 0x3a;
const GREATER = 0x3e;

export function readOperator(bytes: Buffer, name: Name, format: Format): Operator | undefined {
  let at = name.end;
  if (name.quote !== undefined) at += bytes[at] === 0x5c ? 2 : 1;
  if (bytes[at] === 0x5d) at++; // config["name"] = …
  if (name.quote === undefined && bytes[at] === GREATER && bytes[name.start - 1] === 0x3c) {
    return { frame: "element", end: at + 1, quotedOnly: false, bareEnd: "element" };
  }
  const blankless = at;
  at = skipBlanks(bytes, at);
  const symbol = readSymbol(bytes, at);
  if (symbol !== undefined) {
    const end = skipBlanks(bytes, symbol.end);
    const typed = symbol.colon && format === "code" ? afterType(bytes, end) : undefined;
    if (typed !== undefined) return { frame: "assignment", end: typed, quotedOnly: true, bareEnd: "word" };
    if (symbol.comparing) return { frame: "comparison", end, quotedOnly: true, bareEnd: "word" };
    if (hasBareValues(format)) return { frame: "assignment", end, quotedOnly: false, bareEnd: bareEndOf(format) };
    const tight = end === symbol.end && at === name.end && !symbol.colon;
    if (tight) return { frame: "query", end, quotedOnly: false, bareEnd: "query" };
    return { frame: "assignment", end, quotedOnly: format !== "prose", bareEnd: "lone" };
  }
  if (bytes[at] === 0x28 && name.quote === undefined) {
    return { frame: "call", end: skipBlanks(bytes, at + 1), quotedOnly: true, bareEnd: "word" };
  }
  if (bytes[at] === 0x2c && name.quote !== undefined) {
    const paired = valueField(bytes, at);
    if (paired !== undefined) return paired;
    if (format === "json" || isGiven(bytes, name.start - 2)) return undefined;
    return { frame: "call", end: skipBlanks(bytes, at + 1), quotedOnly: true, bareEnd: "word" };
  }
  return at > blankless || bytes[at] === NEWLINE || bytes[at] === 0x0d
    ? afterBlank(bytes, name, at, format)
    : undefined;
}

interface Symbol {
  readonly end: number;
  readonly colon: boolean;
  /** The name's value is held against the one that follows: whoever compares so keeps it in the file. */
  readonly comparing: boolean;
}

/** `=`, `:`, `:=`, `?=`, `=>`, `==`, `===`. */
function readSymbol(bytes: Buffer, at: number): Symbol | undefined {
  const first = bytes[at];
  const second = bytes[at + 1];
  if (first === EQUALS) {
    if (second === 0x7e) return undefined;
    const comparing = second === EQUALS;
    if (comparing) return { end: at + (bytes[at + 2] === EQUALS ? 3 : 2), colon: false, comparing };
    return { end: at + (second === GREATER ? 2 : 1), colon: false, comparing };
  }
  if (first === COLON) {
    if (second === COLON) return undefined;
    const isMaking = second === EQUALS;
    return { end: at + (isMaking ? 2 : 1), colon: !isMaking, comparing: false };
  }
  if ((first === 0x3f || first === 0x2b) && second === EQUALS) return { end: at + 2, colon: false, comparing: false };
  return undefined;
}

/** In `name: Type = "v"`, where the value begins. */
function afterType(bytes: Buffer, at: number): number | undefined {
  if (isQuote(bytes[at])) return undefined; // a value that may end in `=`
  let end = at;
  while (end - at < 60 && (isWord(bytes[end]) || isTypeSign(bytes[end]))) end++;
  if (end === at) return undefined;
  end = skipBlanks(bytes, end);
  return bytes[end] === EQUALS && bytes[end + 1] !== EQUALS ? skipBlanks(bytes, end + 1) : undefined;
}

function isTypeSign(byte: number | undefined): boolean {
  return byte !== undefined && "&'<>[].|? ".includes(String.fromCharCode(byte));
}

function bareEndOf(format: Format): Operator["bareEnd"] {
  return format === "shell" || format === "dockerfile" || format === "plain" ? "word" : "line";
}

/** Notations whose operator is a blank or a line break. */
function afterBlank(bytes: Buffer, name: Name, at: number, format: Format): Operator | undefined {
  if (format === "yaml" && /^(?:- )?name:\s*["']?$/.test(headOf(bytes, name))) return valueBelow(bytes, at);
  if (bytes[at] === NEWLINE || bytes[at] === 0x0d) return undefined;
  if (name.quote !== undefined && /(?:key|name|id)\s*=\s*["']$/.test(headOf(bytes, name)))
    return valueAttribute(bytes, at);
  if (name.flag && bytes[at] !== 0x2d) return { frame: "flag", end: at, quotedOnly: false, bareEnd: "word" };
  if (format === "dockerfile" && /^(?:ENV|ARG)$/i.test(headOf(bytes, name))) {
    return { frame: "assignment", end: at, quotedOnly: false, bareEnd: "word" };
  }
  if (isDefined(bytes, name.start)) return { frame: "assignment", end: at, quotedOnly: true, bareEnd: "word" };
  if (format === "code") {
    const typed = afterType(bytes, at); // Go: var name string = "v"
    if (typed !== undefined) return { frame: "assignment", end: typed, quotedOnly: true, bareEnd: "word" };
  }
  const lone =
    name.quote === undefined && (format === "properties" || format === "plain") && headOf(bytes, name) === "";
  return lone && isLastWord(bytes, at) ? { frame: "entry", end: at, quotedOnly: false, bareEnd: "word" } : undefined;
}

/** What stands before a name on its line. */
function headOf(bytes: Buffer, name: Name): string {
  return bytes.toString("latin1", lineStart(bytes, name.start, 96), name.start).trim();
}

/** `#define NAME "v"`, told by its last letter first: this is asked of every word that something blank follows. */
function isDefined(bytes: Buffer, nameStart: number): boolean {
  let end = nameStart;
  while (end > nameStart - 96 && isSpace(bytes[end - 1])) end--;
  if (bytes[end - 1] !== 0x65) return false;
  return bytes.toString("latin1", lineStart(bytes, nameStart, 96), end).trim() === "#define";
}

/** What `trim` takes away. */
function isSpace(byte: number | undefined): boolean {
  return byte !== undefined && (byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0xa0);
}

/** `requirepass value` and nothing behind it. */
function isLastWord(bytes: Buffer, at: number): boolean {
  return !/\s/.test(bytes.toString("latin1", at, lineEnd(bytes, at)).trim());
}

/** Whether what is quoted there is itself a value: in `"verdict": "pass", "given"` nothing is given to `pass`. */
function isGiven(bytes: Buffer, before: number): boolean {
  let at = before;
  while (at > before - 8 && isBlank(bytes[at])) at--;
  return bytes[at] === COLON || bytes[at] === EQUALS;
}

const VALUE_FIELD = /^,\s{0,40}["']?value["']?\s{0,3}[:=]\s{0,3}/;

/** `"key": "NAME", "value": "v"`: a list of pairs, as in JSON for containers and in collections of requests. */
function valueField(bytes: Buffer, at: number): Operator | undefined {
  const match = VALUE_FIELD.exec(bytes.toString("latin1", at, at + 64));
  return match === null ? undefined : { frame: "pair", end: at + match[0].length, quotedOnly: true, bareEnd: "word" };
}

const VALUE_BELOW = /^\r?\n[ \t]{0,64}value:[ \t]{0,8}/;

function valueBelow(bytes: Buffer, at: number): Operator | undefined {
  const match = VALUE_BELOW.exec(bytes.toString("latin1", at, at + 96));
  if (match === null) return undefined;
  return { frame: "assignment", end: at + match[0].length, quotedOnly: false, bareEnd: "line" };
}

function valueAttribute(bytes: Buffer, at: number): Operator | undefined {
  const match = /^value\s{0,4}=\s{0,4}/.exec(bytes.toString("latin1", at, at + 16));
  return match === null
    ? undefined
    : { frame: "element", end: at + match[0].length, quotedOnly: true, bareEnd: "word" };
}
