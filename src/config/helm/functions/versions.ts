import { EvaluationFault, type TemplateFunction } from "../../../documents/go-template/evaluate.ts";
import { printed } from "../../../documents/go-template/values.ts";

interface Version {
  readonly numbers: readonly [number, number, number];
  readonly prerelease: string;
}

export const versions: Readonly<Record<string, TemplateFunction>> = {
  semver: ([text]) => {
    const { numbers, prerelease } = read(printed(text));
    const [Major, Minor, Patch] = numbers;
    return { Major, Minor, Patch, Prerelease: prerelease, Original: printed(text), Metadata: "" };
  },
  semverCompare: ([constraint, version]) => satisfies(printed(version), printed(constraint)),
};

const VERSION =
  /^v?(\d{1,15})(?:\.(\d{1,15}))?(?:\.(\d{1,15}))?(?:-([0-9A-Za-z.-]{1,200}))?(?:\+[0-9A-Za-z.-]{1,200})?$/;

function read(text: string): Version {
  const parts = VERSION.exec(text.trim());
  if (parts === null) throw new EvaluationFault(`${JSON.stringify(text.slice(0, 80))} is no version`);
  return { numbers: [Number(parts[1]), Number(parts[2] ?? 0), Number(parts[3] ?? 0)], prerelease: parts[4] ?? "" };
}

/** Whether a version meets a constraint as Masterminds' semver has it: `>=1.19-0`, `^1.2`, `1.x`, `>1 <2 || 3`. */
export function satisfies(version: string, constraint: string): boolean {
  const given = read(version);
  return constraint.split("||").some((all) => alternatives(all).every((one) => meets(given, one)));
}

const COMPARISON = /(?:(=|!=|>=|=>|<=|=<|>|<|~>|~|\^)\s*)?(v?[0-9xX*][0-9A-Za-z.*+-]{0,100})/g;

function alternatives(text: string): [string, string][] {
  const range = /^\s*(\S{1,100})\s+-\s+(\S{1,100})\s*$/.exec(text);
  if (range !== null)
    return [
      [">=", range[1] ?? ""],
      ["<=", range[2] ?? ""],
    ];
  return [...text.matchAll(COMPARISON)].map(([, operator = "", version = ""]) => [operator, version]);
}

function meets(given: Version, [operator, text]: [string, string]): boolean {
  const [main = "", prerelease] = split(text.replace(/^v/, ""));
  const parts = main.split(".").map((part) => (/^[xX*]$/.test(part) ? undefined : Number(part)));
  const known = parts.findIndex((part) => part === undefined || Number.isNaN(part));
  const written = known === -1 ? parts.length : known;
  const [major = 0, minor = 0, patch = 0] = parts.slice(0, written).map((part) => part ?? 0);
  const bound: Version = { numbers: [major, minor, patch], prerelease: prerelease ?? "" };
  if (given.prerelease !== "" && prerelease === undefined) return false;
  if (written === 0) return true;
  switch (operator) {
    case ">":
      return written < 3 ? compare(given, next(bound, written)) >= 0 : compare(given, bound) > 0;
    case "<":
      return compare(given, bound) < 0;
    case ">=":
    case "=>":
      return compare(given, bound) >= 0;
    case "<=":
    case "=<":
      return written < 3 ? compare(given, next(bound, written)) < 0 : compare(given, bound) <= 0;
    case "!=":
      return written < 3 ? !within(given, bound, next(bound, written)) : compare(given, bound) !== 0;
    case "^":
      return within(given, bound, next(bound, caretPart(bound, written)));
    case "~":
    case "~>":
      return within(given, bound, next(bound, Math.min(written, 2)));
    default:
      return written < 3 ? within(given, bound, next(bound, written)) : compare(given, bound) === 0;
  }
}

function split(text: string): [string, string | undefined] {
  const plain = text.replace(/\+.*$/, "");
  const dash = plain.indexOf("-");
  return dash === -1 ? [plain, undefined] : [plain.slice(0, dash), plain.slice(dash + 1)];
}

/** `^0.2` keeps the first part that is not zero. */
function caretPart({ numbers: [major, minor] }: Version, written: number): number {
  if (major > 0 || written === 1) return 1;
  return minor > 0 || written === 2 ? 2 : 3;
}

/** The first version that differs from this one in its first `kept` parts. */
function next({ numbers: [major, minor, patch] }: Version, kept: number): Version {
  const numbers = kept === 1 ? [major + 1, 0, 0] : kept === 2 ? [major, minor + 1, 0] : [major, minor, patch + 1];
  return { numbers: numbers as [number, number, number], prerelease: "" };
}

function within(given: Version, from: Version, to: Version): boolean {
  return compare(given, from) >= 0 && compare(given, to) < 0;
}

function compare(a: Version, b: Version): number {
  for (const at of [0, 1, 2] as const) if (a.numbers[at] !== b.numbers[at]) return a.numbers[at] - b.numbers[at];
  if (a.prerelease === b.prerelease) return 0;
  if (a.prerelease === "") return 1;
  if (b.prerelease === "") return -1;
  return comparePrereleases(a.prerelease.split("."), b.prerelease.split("."));
}

function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const [one, other] = [a[at], b[at]];
    if (one === other) continue;
    if (one === undefined) return -1;
    if (other === undefined) return 1;
    const [isNumber, isOtherNumber] = [/^\d+$/.test(one), /^\d+$/.test(other)];
    if (isNumber && isOtherNumber) return Number(one) - Number(other);
    if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
    return one < other ? -1 : 1;
  }
  return 0;
}
