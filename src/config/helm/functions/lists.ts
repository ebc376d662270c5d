import { EvaluationFault, type TemplateFunction } from "../../../documents/go-template/evaluate.ts";
import { isTrue, printed } from "../../../documents/go-template/values.ts";
import { isEqual } from "./kinds.ts";

/** Functions over lists. None changes the list that it is given. */
const plain: Readonly<Record<string, TemplateFunction>> = {
  list: (args) => [...args],
  tuple: (args) => [...args],
  first: ([list]) => asList(list)[0],
  rest: ([list]) => asList(list).slice(1),
  last: ([list]) => asList(list).at(-1),
  initial: ([list]) => asList(list).slice(0, -1),
  append: ([list, item]) => [...asList(list), item],
  push: ([list, item]) => [...asList(list), item],
  prepend: ([list, item]) => [item, ...asList(list)],
  concat: (args) => args.flatMap(asList),
  reverse: ([list]) => asList(list).toReversed(),
  uniq: ([list]) => asList(list).reduce<unknown[]>((kept, one) => (holds(kept, one) ? kept : [...kept, one]), []),
  without: ([list, ...others]) => asList(list).filter((one) => !holds(others, one)),
  has: ([item, list]) => holds(asList(list), item),
  compact: ([list]) => asList(list).filter(isTrue),
  slice: ([list, start, end]) => asList(list).slice(Number(start ?? 0), end === undefined ? undefined : Number(end)),
  chunk: ([size, list]) => chunks(asList(list), Math.max(1, Number(size))),
  sortAlpha: ([list]) => (Array.isArray(list) ? list.map(printed).toSorted() : [printed(list)]),
  toStrings: ([list]) => asList(list).map(printed),
};

/** Sprig's `must` forms fail where the others panic; a rendering ends in both. */
export const lists: Readonly<Record<string, TemplateFunction>> = withMust(plain);

export function withMust(functions: Readonly<Record<string, TemplateFunction>>): Record<string, TemplateFunction> {
  const must = Object.entries(functions).map(([name, one]) => [
    `must${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    one,
  ]);
  return { ...functions, ...(Object.fromEntries(must) as Record<string, TemplateFunction>) };
}

export function asList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value === undefined || value === null) return [];
  throw new EvaluationFault("a list is asked for, and this is none");
}

function holds(list: readonly unknown[], item: unknown): boolean {
  return list.some((one) => isEqual(one, item));
}

function chunks(list: readonly unknown[], size: number): unknown[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));
}
