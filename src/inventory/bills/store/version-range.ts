import { WaybillError } from "../../../core/errors.ts";

/** Orders two versions of a type of package URL; undefined when they cannot be compared. */
export type CompareVersions = (type: string, a: string, b: string) => number | undefined;

type Operator = "<" | "<=" | ">" | ">=" | "=" | "!=";

interface Bound {
  readonly operator: Operator;
  readonly version: string;
}

/** Any of these lists, each whole: `>=2 <2.15 | =1.2.3`. */
export type VersionRange = readonly (readonly Bound[])[];

/** @throws WaybillError when it is none */
export function readRange(text: string): VersionRange {
  const range = text.split("|").map((part) =>
    part
      .trim()
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(readBound),
  );
  if (range.every((bounds) => bounds.length > 0)) return range;
  throw notARange(text);
}

function readBound(text: string): Bound {
  const [, operator = "=", version = ""] = /^(<=|>=|!=|<|>|==?)?(.+)$/.exec(text) ?? [];
  if (version === "" || /[<>=!]/.test(version)) throw notARange(text);
  return { operator: operator === "==" ? "=" : (operator as Operator), version };
}

function notARange(text: string): WaybillError {
  return new WaybillError(
    "call/wrong-range",
    `"${text}" is no range of versions.`,
    'Write one version, or bounds such as "@>=2.0 <2.15", with | between alternatives.',
  );
}

/** Whether a version lies in the range; undefined when nobody can tell. */
export function isInside(
  range: VersionRange,
  type: string,
  version: string,
  compare: CompareVersions,
): boolean | undefined {
  let isUnknown = false;
  for (const bounds of range) {
    const answers = bounds.map((bound) => meets(bound, type, version, compare));
    if (answers.every((answer) => answer === true)) return true;
    if (!answers.includes(false)) isUnknown = true;
  }
  return isUnknown ? undefined : false;
}

function meets(bound: Bound, type: string, version: string, compare: CompareVersions): boolean | undefined {
  const isSame = version === bound.version;
  const order = isSame ? 0 : compare(type, version, bound.version);
  switch (bound.operator) {
    case "=":
      return isSame || order === 0;
    case "!=":
      return !isSame && order !== 0;
    case "<":
      return order === undefined ? undefined : order < 0;
    case "<=":
      return order === undefined ? undefined : order <= 0;
    case ">":
      return order === undefined ? undefined : order > 0;
    case ">=":
      return order === undefined ? undefined : order >= 0;
  }
}
