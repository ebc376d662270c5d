import { EvaluationFault, type TemplateFunction } from "./evaluate.ts";
import { isDict, isTrue, ownValue, printed } from "./values.ts";

/** The functions that every Go template knows; `and` and `or` belong to the evaluation. */
export const builtins: Readonly<Record<string, TemplateFunction>> = {
  not: ([value]) => !isTrue(value),
  eq: ([first, ...others]) => others.some((other) => isSame(first, other)),
  ne: ([a, b]) => !isSame(a, b),
  lt: ([a, b]) => compared(a, b) < 0,
  le: ([a, b]) => compared(a, b) <= 0,
  gt: ([a, b]) => compared(a, b) > 0,
  ge: ([a, b]) => compared(a, b) >= 0,
  len: ([value]) => lengthOf(value),
  index: ([from, ...keys]) => keys.reduce(indexed, from),
  slice: ([value, from = 0, to]) => sliced(value, from, to),
  print: (args) => printedTogether(args),
  println: (args) => `${args.map(printed).join(" ")}\n`,
  printf: ([format, ...args]) => formatted(printed(format), args),
  html: (args) => escapedForHtml(args.map(printed).join("")),
  js: (args) => JSON.stringify(args.map(printed).join("")).slice(1, -1),
  urlquery: (args) => encodeURIComponent(args.map(printed).join("")).replaceAll("%20", "+"),
};

function isSame(a: unknown, b: unknown): boolean {
  return (a ?? null) === (b ?? null);
}

function compared(a: unknown, b: unknown): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : Number(a > b);
  throw new EvaluationFault("a comparison of what has no order");
}

function lengthOf(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (Array.isArray(value)) return value.length;
  if (isDict(value)) return Object.keys(value).length;
  throw new EvaluationFault("the length of what has none");
}

function indexed(from: unknown, key: unknown): unknown {
  if (isDict(from)) return ownValue(from, printed(key));
  if (Array.isArray(from) && typeof key === "number" && key >= 0 && key < from.length) return from[key];
  if (typeof from === "string" && typeof key === "number") return Buffer.from(from)[key];
  throw new EvaluationFault(`no element ${printed(key)}`);
}

function sliced(value: unknown, from: unknown, to: unknown): unknown {
  const [start, end] = [Number(from), to === undefined ? undefined : Number(to)];
  if (typeof value === "string") return value.slice(start, end);
  if (Array.isArray(value)) return value.slice(start, end);
  throw new EvaluationFault("a slice of what is neither text nor list");
}

/** Go sets a blank between two neighbours of which neither is a text. */
function printedTogether(args: readonly unknown[]): string {
  return args
    .map((arg, at) => {
      const needsBlank = at > 0 && typeof arg !== "string" && typeof args[at - 1] !== "string";
      return `${needsBlank ? " " : ""}${printed(arg)}`;
    })
    .join("");
}

function escapedForHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&#34;")
    .replaceAll("'", "&#39;");
}

const VERB = /%([-+# 0]{0,5})(\d{1,4})?(?:\.(\d{1,3}))?([a-zA-Z%])/g;

/** Go's `Sprintf`, for the verbs that templates use. */
function formatted(format: string, args: readonly unknown[]): string {
  let next = 0;
  return format.replace(
    VERB,
    (_, flags: string, width: string | undefined, precision: string | undefined, verb: string) => {
      if (verb === "%") return "%";
      if (next >= args.length) return `%!${verb}(MISSING)`;
      const text = verbText(verb, args[next++], precision === undefined ? undefined : Number(precision), flags);
      const length = Number(width ?? 0);
      if (flags.includes("-")) return text.padEnd(length);
      return text.padStart(length, flags.includes("0") && verb !== "s" ? "0" : " ");
    },
  );
}

function verbText(verb: string, value: unknown, precision: number | undefined, flags: string): string {
  const number = Number(value);
  switch (verb) {
    case "d":
      return typeof value === "number"
        ? `${flags.includes("+") && number >= 0 ? "+" : ""}${Math.trunc(number)}`
        : `%!d(${printed(value)})`;
    case "f":
    case "F":
      return number.toFixed(precision ?? 6);
    case "g":
      return precision === undefined ? printed(number) : String(Number(number.toPrecision(precision || 1)));
    case "q":
      return JSON.stringify(printed(value));
    case "x":
      return typeof value === "number" ? number.toString(16) : Buffer.from(printed(value)).toString("hex");
    case "X":
      return typeof value === "number"
        ? number.toString(16).toUpperCase()
        : Buffer.from(printed(value)).toString("hex").toUpperCase();
    case "o":
      return number.toString(8);
    case "b":
      return number.toString(2);
    case "c":
      return String.fromCodePoint(Math.max(0, Math.min(number, 0x10_ff_ff)) || 0);
    case "t":
      return String(value);
    case "T":
      return typeof value === "string" ? "string" : typeof value === "number" ? "float64" : typeof value;
    default:
      if (value === undefined || value === null) return verb === "s" ? "%!s(<nil>)" : "<nil>";
      return precision === undefined ? printed(value) : printed(value).slice(0, precision);
  }
}
