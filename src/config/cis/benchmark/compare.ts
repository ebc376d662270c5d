import { compilePattern } from "../shell/pattern.ts";

/** An operator that is not known: what it would say is not known, and it is never taken for a pass. */
export class UnknownOperator extends Error {
  constructor(operator: string) {
    super(`unknown operator ${JSON.stringify(operator)}`);
  }
}

type Compare = (found: string, wanted: string) => boolean;

/** The operators of kube-bench's checks. */
const OPERATORS: ReadonlyMap<string, Compare> = new Map<string, Compare>([
  ["eq", isEqual],
  ["noteq", (found, wanted) => !isEqual(found, wanted)],
  ["gt", ordered((a, b) => a > b)],
  ["gte", ordered((a, b) => a >= b)],
  ["lt", ordered((a, b) => a < b)],
  ["lte", ordered((a, b) => a <= b)],
  ["has", (found, wanted) => found.includes(wanted)],
  ["nothave", (found, wanted) => !found.includes(wanted)],
  ["regex", (found, wanted) => compilePattern(wanted, { syntax: "extended" }).match(found) !== undefined],
  ["valid_elements", (found, wanted) => holdsOnly(listIn(found), listIn(wanted))],
  ["bitmask", isWithin],
]);

/** @throws UnknownOperator, BadPattern */
export function compare(operator: string, found: string, wanted: string): boolean {
  const known = OPERATORS.get(operator);
  if (known === undefined) throw new UnknownOperator(operator);
  return known(found, wanted);
}

/** @throws UnknownOperator */
export function demandOperator(operator: string): void {
  if (operator !== "" && !OPERATORS.has(operator)) throw new UnknownOperator(operator);
}

/** Truths are equal in whatever case they are written. */
function isEqual(found: string, wanted: string): boolean {
  const low = found.toLowerCase();
  return low === "true" || low === "false" ? low === wanted.toLowerCase() : found === wanted;
}

function ordered(test: (a: number, b: number) => boolean): Compare {
  return (found, wanted) => {
    const [a, b] = [found, wanted].map((text) => (/^\s*[+-]?\d{1,15}\s*$/.test(text) ? Number(text) : Number.NaN));
    return a !== undefined && b !== undefined && test(a, b); // nothing holds for what is no number
  };
}

function listIn(text: string): string[] {
  const clean = text.trim().replace(/,{1,1000}$/, "");
  return clean === "" ? [] : clean.split(",").map((item) => item.trim());
}

function holdsOnly(found: readonly string[], wanted: readonly string[]): boolean {
  if (found.length === 0 || wanted.length === 0) return found.length === wanted.length;
  return found.every((item) => wanted.includes(item));
}

/** Permission bits that are no more than those wanted. */
function isWithin(found: string, wanted: string): boolean {
  if (![found, wanted].every((mode) => /^[0-7]{1,5}$/.test(mode))) return false;
  const [has, may] = [Number.parseInt(found, 8), Number.parseInt(wanted, 8)];
  return (has & ~may) === 0;
}
