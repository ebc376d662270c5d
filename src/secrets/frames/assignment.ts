import type { FrameName } from "../facts.ts";
import type { Format } from "../file-kinds.ts";
import { isQuote, isWord } from "./byte-text.ts";
import { readOperator } from "./operator.ts";
import { readValue } from "./value.ts";

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
  /** It is the argument of a call that makes the value, such as `String("v")`. */
  readonly wrapped?: true;
}

/** A longer one is no name. */
const LONGEST_NAME = 80;

/**
 * Reads the assignment whose name holds the byte at `at`, in whatever notation: `name = "v"`, `"name": "v"`, `name: v`,
 * `NAME=v`, `name("v")`, `("name", "v")`, `<name>v</name>`, `key="name" value="v"`, `--name v`, `ENV NAME v`, and
 * Kubernetes' `name: NAME` with `value: v` below, `"key": "NAME", "value": "v"`, `name == "v"`, `?name=v&`. Undefined where no literal is given to the name.
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
  const text = bytes.toString("latin1", name.start, name.end);
  return { name: text, nameStart: name.start, frame: operator.frame, ...value };
}

/** Where that stands which a value is given to: most names are given none, and no text is made of them. */
export interface Name {
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
  return { start, end, quote, flag };
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
