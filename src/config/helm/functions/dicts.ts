import { EvaluationFault, type Renderer, type TemplateFunction } from "../../../documents/go-template/evaluate.ts";
import {
  type Dict,
  isDict,
  isTrue,
  ownValue,
  printed,
  setValue,
  sortedEntries,
} from "../../../documents/go-template/values.ts";
import { asList, withMust } from "./lists.ts";

/** Functions over maps. `set`, `unset` and `merge` change the map that they are given, as Sprig's do. */
export const dicts: Readonly<Record<string, TemplateFunction>> = withMust({
  dict: (args) => {
    const made: Dict = {};
    for (let at = 0; at < args.length; at += 2) setValue(made, printed(args[at]), args[at + 1] ?? "");
    return made;
  },
  get: ([dict, key]) => ownValue(asDict(dict), printed(key)) ?? "",
  set: ([dict, key, value]) => {
    setValue(asDict(dict), printed(key), value);
    return dict;
  },
  unset: ([dict, key]) => {
    delete asDict(dict)[printed(key)];
    return dict;
  },
  hasKey: ([dict, key]) => Object.hasOwn(asDict(dict), printed(key)),
  pluck: ([key, ...others]) =>
    others
      .map(asDict)
      .filter((one) => Object.hasOwn(one, printed(key)))
      .map((one) => ownValue(one, printed(key))),
  keys: (args) => args.flatMap((one) => sortedEntries(asDict(one)).map(([key]) => key)),
  values: ([dict]) => sortedEntries(asDict(dict)).map(([, value]) => value),
  pick: ([dict, ...keys]) => kept(asDict(dict), (key) => keys.includes(key)),
  omit: ([dict, ...keys]) => kept(asDict(dict), (key) => !keys.includes(key)),
  dig: (args) => dug(args.slice(0, -2).map(printed), args.at(-2), args.at(-1)),
  merge: ([into, ...others], render) =>
    others.reduce((merged, one) => merge(asDict(merged), asDict(one), false, render), into),
  mergeOverwrite: ([into, ...others], render) =>
    others.reduce((merged, one) => merge(asDict(merged), asDict(one), true, render), into),
  deepCopy: ([value], render) => copied(value, render),
});

export function asDict(value: unknown): Dict {
  if (isDict(value)) return value;
  if (value === undefined || value === null) return {};
  throw new EvaluationFault("a map is asked for, and this is none");
}

function kept(dict: Dict, keeps: (key: string) => boolean): Dict {
  return Object.fromEntries(Object.entries(dict).filter(([key]) => keeps(key)));
}

function dug(way: readonly string[], fallback: unknown, from: unknown): unknown {
  let value: unknown = from;
  for (const key of way) {
    if (!isDict(value) || !Object.hasOwn(value, key)) return fallback;
    value = value[key];
  }
  return value;
}

/** What is empty counts as not there where nothing is overwritten. */
function merge(into: Dict, from: Dict, overwrites: boolean, render: Renderer): Dict {
  for (const [key, value] of Object.entries(from)) {
    render.spend(1);
    const known = ownValue(into, key);
    if (isDict(known) && isDict(value)) merge(known, value, overwrites, render);
    else if (overwrites ? isTrue(value) || known === undefined : !isTrue(known))
      setValue(into, key, copied(value, render));
  }
  return into;
}

/** @param render pays for it; the values that a chart comes with are copied for nothing */
export function copied(value: unknown, render?: Renderer): unknown {
  render?.spend(1);
  if (Array.isArray(value)) return asList(value).map((one) => copied(one, render));
  if (isDict(value)) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, copied(one, render)]));
  return value;
}
