import type { Origin } from "../../documents/go-template/evaluate.ts";
import { type Dict, isDict, ownValue, setValue } from "../../documents/go-template/values.ts";
import type { Mapping } from "../../documents/shape.ts";
import { copied } from "./functions/dicts.ts";

/** Lays values over others, deeply; null takes a key away, as Helm has it. */
export function overlaid(below: Mapping, above: Mapping): Dict {
  const made = copied(below) as Dict;
  for (const [key, value] of Object.entries(above)) {
    const known = ownValue(made, key);
    if (value === null) delete made[key];
    else setValue(made, key, isDict(known) && isDict(value) ? overlaid(known, value) : copied(value));
  }
  return made;
}

/** A dependency's values: its own, under what its parent says for it and what is said for all. */
export function valuesFor(key: string, own: Mapping, parent: Mapping): Dict {
  const said = ownValue(parent, key);
  const values = overlaid(own, isDict(said) ? said : {});
  const shared = overlaid(asDict(values.global), asDict(parent.global));
  setValue(values, "global", shared);
  return values;
}

function asDict(value: unknown): Dict {
  return isDict(value) ? value : {};
}

/** How deep values are walked through. */
const DEEPEST = 50;

/** Remembers of every map and list where it stands. */
export function remember(value: unknown, origin: Origin, origins: WeakMap<object, Origin>): void {
  if (typeof value !== "object" || value === null || origin.length > DEEPEST) return;
  origins.set(value, origin);
  for (const [key, one] of Object.entries(value)) remember(one, [...origin, key], origins);
}
