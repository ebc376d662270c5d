import { isDeepStrictEqual } from "node:util";
import type { TemplateFunction } from "../../../documents/go-template/evaluate.ts";
import { isTrue } from "../../../documents/go-template/values.ts";

/** Functions that ask what a value is, or choose one. */
export const kinds: Readonly<Record<string, TemplateFunction>> = {
  kindOf: ([value]) => kindOf(value),
  kindIs: ([kind, value]) => kind === kindOf(value),
  typeOf: ([value]) => typeOf(value),
  typeIs: ([type, value]) => type === typeOf(value),
  typeIsLike: ([type, value]) => type === typeOf(value) || type === `*${typeOf(value)}`,
  deepEqual: ([a, b]) => isEqual(a, b),
  empty: ([value]) => !isTrue(value),
  default: ([fallback, value]) => (isTrue(value) ? value : fallback),
  coalesce: (args) => args.find(isTrue),
  ternary: ([yes, no, condition]) => (isTrue(condition) ? yes : no),
  all: (args) => args.every(isTrue),
  any: (args) => args.some(isTrue),
};

export function isEqual(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(a ?? null, b ?? null);
}

/** Go's word for it; numbers of a values file are float64, those that a template writes are int. */
function kindOf(value: unknown): string {
  if (value === undefined || value === null) return "invalid";
  if (Array.isArray(value)) return "slice";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return "float64";
  return typeof value === "string" ? "string" : "map";
}

const TYPES: Readonly<Record<string, string>> = {
  invalid: "<nil>",
  slice: "[]interface {}",
  map: "map[string]interface {}",
};

function typeOf(value: unknown): string {
  const kind = kindOf(value);
  return TYPES[kind] ?? kind;
}
