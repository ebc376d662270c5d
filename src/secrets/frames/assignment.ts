import type { FrameName } from "../facts.ts";
import { type Format, hasBareValues } from "../file-kinds.ts";
import { isAlphanumeric, isBlank, isQuote, isWord, lineEnd, lineStart, NEWLINE, skipBlanks } from "./byte-text.ts";

/** A name and the literal that it is given. */
export interface Assignment {
  readonly name: string;
  /** Byte offset of the name. */
  readonly nameStart: number;
  readonly value: string;
  /** Byte offsets of the value, inside its quotes. */
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
  readonly frame: FrameName;
}

/** Longest name and longest value that is read; a longer one is no name, and no password. */
const LONGEST_NAME = 80;
const LONGEST_VALUE = 1024;

/**
 * Reads the assignment whose name holds the byte at `at`, in whatever notation: `name = "v"`, `"name": "v"`, `name: v`,
 * `NAME=v`, `name("v")`, `("name", "v")`, `<name>v</name>`, `key="name" value="v"`, `--name v`, `ENV NAME v`, and
 * Kubernetes' `name: NAME` with `value: v` below. Undefined where no literal is given to the name.
 *
 * It reads a name, one operator and one value, each of bounded length: linear whatever the bytes.
 */
export function readAssignment(bytes: Buffer, at: number, format: Format): Assignment | undefined {
  const name = readName(bytes, at);
  if (name === undefined) return undefined;
  const operator = readOperator(bytes, name, format);
  if (operator === undefined) return undefined;
  const value = readValue(bytes, operator, format);
  if (value === undefined) return undefined;
  return { name: name.text, nameStart: name.start, frame: operator.frame, ...value };
}

interface Name {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** The quote that encloses it, if any; the name itself lies inside. */
  readonly quote: number | undefined;
  readonly flag: boolean;
}

function readName(bytes: Buffer, at: number): Name | undefined {
  let start = at;
  let end = at;
  while (isNamePart(bytes[start - 1])) if (at - --start > LONGEST_NAME) return undefined;
  while (isNamePart(bytes[end])) if (++end - at > LONGEST_NAME) return undefined;
  let flag = false;
  while (start < end && !isWord(bytes[start])) {
    flag = bytes[start] === 0x2d;
    start++;
  }
  while (end > start && !isWord(bytes[end - 1])) end--;
  if (end <= at) return undefined;
  const before = bytes[start - 1];
  const quote = isQuote(before) && before === bytes[end] ? before : escapedQuote(bytes, start, end);
  return { text: bytes.toString("latin1", start, end), start, end, quote, flag };
}

/** The name in `{\"name\": \"v\"}`, JSON inside a string. */
function escapedQuote(bytes: Buffer, start: number, end: number): number | undefined {
  const quote = bytes[start - 1];
  return isQuote(quote) && bytes[start - 2] === 0x5c && bytes[end] === 0x5c && bytes[end + 1] === quote
    ? quote
    : undefined;
}

function isNamePart(byte: number | undefined): boolean {
  return isWord(byte) || byte === 0x2d || byte === 0x2e;
}

interface Operator {
  readonly frame: FrameName;
  /** Where the value begins, blanks skipped. */
  readonly end: number;
  /** The value must stand in quotes. */
  readonly quotedOnly: boolean;
  /** Where a bare value ends: at `<`, at a blank, or with the line. */
  readonly bareEnd: "element" | "word" | "line";
}

const EQUALS = 0x3d;
const COLON = 0x3a;
const GREATER = 0x3e;

function readOperator(bytes: Buffer, name: Name, format: Format): Operator | undefined {
  let at = name.end;
  if (name.quote !== undefined) at += bytes[at] === 0x5c ? 2 : 1;
  if (bytes[at] === 0x5d) at++; // config["name"] = …
  if (name.quote === undefined && bytes[at] === GREATER && bytes[name.start - 1] === 0x3c) {
    return { frame: "element", end: at + 1, quotedOnly: false, bareEnd: "element" };
  }
  const blankless = at;
  at = skipBlanks(bytes, at);
  const bare = !hasBareValues(format);
  const symbol = readSymbol(bytes, at);
  if (symbol !== undefined) {
    const end = skipBlanks(bytes, symbol.end);
    const typed = symbol.colon && format === "code" ? afterType(bytes, end) : undefined;
    return { frame: "assignment", end: typed ?? end, quotedOnly: bare, bareEnd: bareEndOf(format) };
  }
  if (bytes[at] === 0x28 && name.quote === undefined) {
    return { frame: "call", end: skipBlanks(bytes, at + 1), quotedOnly: true, bareEnd: "word" };
  }
  if (bytes[at] === 0x2c && name.quote !== undefined) {
    return { frame: "call", end: skipBlanks(bytes, at + 1), quotedOnly: true, bareEnd: "word" };
  }
  return at > blankless || bytes[at] === NEWLINE || bytes[at] === 0x0d
    ? afterBlank(bytes, name, at, format)
    : undefined;
}

/** `=`, `:`, `:=`, `?=`, `=>`; a comparison is no assignment. */
function readSymbol(bytes: Buffer, at: number): { end: number; colon: boolean } | undefined {
  const first = bytes[at];
  const second = bytes[at + 1];
  if (first === EQUALS) {
    if (second === EQUALS || second === 0x7e) return undefined;
    return { end: second === GREATER ? at + 2 : at + 1, colon: false };
  }
  if (first === COLON) {
    if (second === COLON) return undefined;
    return second === EQUALS ? { end: at + 2, colon: false } : { end: at + 1, colon: true };
  }
  if ((first === 0x3f || first === 0x2b) && second === EQUALS) return { end: at + 2, colon: false };
  return undefined;
}

/** In `name: Type = "v"`, where the value begins. */
function afterType(bytes: Buffer, at: number): number | undefined {
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
  const lineBegin = lineStart(bytes, name.start, 96);
  const head = bytes.toString("latin1", lineBegin, name.start).trim();
  if (format === "yaml" && /^(?:- )?name:\s*["']?$/.test(head)) return valueBelow(bytes, at);
  if (bytes[at] === NEWLINE || bytes[at] === 0x0d) return undefined;
  if (name.quote !== undefined && /(?:key|name|id)\s*=\s*["']$/.test(head)) return valueAttribute(bytes, at);
  if (name.flag)
    return { frame: "flag", end: at, quotedOnly: format === "prose" || format === "code", bareEnd: "word" };
  if (format === "dockerfile" && /^(?:ENV|ARG)$/i.test(head)) {
    return { frame: "assignment", end: at, quotedOnly: false, bareEnd: "word" };
  }
  if (/^#define$/.test(head)) return { frame: "assignment", end: at, quotedOnly: true, bareEnd: "word" };
  if (format === "code") {
    const typed = afterType(bytes, at); // Go: var name string = "v"
    if (typed !== undefined) return { frame: "assignment", end: typed, quotedOnly: true, bareEnd: "word" };
  }
  const lone = head === "" && name.quote === undefined && (format === "properties" || format === "plain");
  return lone && isLastWord(bytes, at) ? { frame: "entry", end: at, quotedOnly: false, bareEnd: "word" } : undefined;
}

/** `requirepass value` and nothing behind it. */
function isLastWord(bytes: Buffer, at: number): boolean {
  return !/\s/.test(bytes.toString("latin1", at, lineEnd(bytes, at)).trim());
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

type Value = Pick<Assignment, "value" | "start" | "end" | "quoted">;

function readValue(bytes: Buffer, operator: Operator, format: Format): Value | undefined {
  const open = afterPrefix(bytes, operator.end);
  const escaped = bytes[open] === 0x5c && isQuote(bytes[open + 1]);
  if (escaped || isQuote(bytes[open])) return readQuoted(bytes, escaped ? open + 1 : open, escaped);
  if (operator.quotedOnly) return undefined;
  return readBare(bytes, operator.end, operator.bareEnd, format);
}

/** Over the letters of `b"…"`, `r'…'`, `L"…"`, `@"…"`. */
function afterPrefix(bytes: Buffer, at: number): number {
  for (let i = at; i < at + 3; i++) {
    if (isQuote(bytes[i])) return i;
    if (!isAlphanumeric(bytes[i]) && bytes[i] !== 0x40) break;
  }
  return at;
}

function readQuoted(bytes: Buffer, quoteAt: number, escaped: boolean): Value | undefined {
  const quote = bytes[quoteAt];
  const start = quoteAt + 1;
  for (let at = start; at < bytes.length && at - start <= LONGEST_VALUE; at++) {
    const byte = bytes[at];
    if (byte === NEWLINE) return undefined;
    if (byte === 0x5c) {
      if (escaped && bytes[at + 1] === quote) return quotedValue(bytes, start, at);
      at++;
    } else if (byte === quote) return quotedValue(bytes, start, at);
  }
  return undefined;
}

function quotedValue(bytes: Buffer, start: number, end: number): Value {
  return { value: bytes.toString("utf8", start, end), start, end, quoted: true };
}

function readBare(bytes: Buffer, from: number, until: Operator["bareEnd"], format: Format): Value | undefined {
  let end = from;
  const most = Math.min(bytes.length, from + LONGEST_VALUE + 1);
  while (end < most && !endsBare(bytes, end, until)) end++;
  if (end - from > LONGEST_VALUE) return undefined;
  if (until === "element" && bytes[end + 1] !== 0x2f) return undefined; // no closing tag: not an element
  while (end > from && (isBlank(bytes[end - 1]) || bytes[end - 1] === 0x0d)) end--;
  if (format !== "properties" && format !== "env") while (end > from && isTrailing(bytes[end - 1])) end--;
  if (end === from) return undefined;
  return { value: bytes.toString("utf8", from, end), start: from, end, quoted: false };
}

function endsBare(bytes: Buffer, at: number, until: Operator["bareEnd"]): boolean {
  const byte = bytes[at];
  if (byte === NEWLINE) return true;
  if (until === "element") return byte === 0x3c;
  if (until === "line") return byte === 0x23 && isBlank(bytes[at - 1]);
  return isBlank(byte) || byte === 0x0d || byte === 0x3b || byte === 0x26 || byte === 0x7c || isQuote(byte);
}

function isTrailing(byte: number | undefined): boolean {
  return byte === 0x2c || byte === 0x3b || byte === 0x29 || byte === 0x5d || byte === 0x7d;
}
