import { asScalar, asText, mapAt, maps } from "../../documents/shape.ts";
import { type Building, type Kustomization, note } from "./building.ts";
import { placeOf } from "./fields.ts";
import { stepsIn } from "./replacements.ts";
import { chosen, isSpent } from "./selecting.ts";
import { type Draft, valueAt } from "./traced.ts";

/** How deep values may lie in an object. */
const DEEPEST = 64;

/**
 * Remembers the `vars` of a kustomization with the objects that they mean: they are put in when all is built, with the values
 * that these objects have by then.
 */
export function noteVars(objects: readonly Draft[], from: Kustomization, building: Building): void {
  for (const [index, { name, objref, fieldref }] of maps(from.value.vars).entries()) {
    const { kind, name: object } = mapAt({ objref }, "objref");
    const [meant] = chosen(objects, { kind, name: object }, building);
    if (isSpent(building)) return;
    const { fieldpath, fieldPath } = mapAt({ fieldref }, "fieldref"); // it is read in either writing
    const path = asText(fieldpath) || asText(fieldPath) || "metadata.name";
    if (meant !== undefined)
      building.vars.set(asText(name), { object: meant, path, place: placeOf(from, ["vars", index]) });
    else if (building.wants(`kind: ${asText(kind)}`))
      note(building, from.file, `the object of the variable ${asText(name)} is not there`);
  }
}

/** Puts the values of all variables in the place of `$(NAME)`, in every text: more fields than kustomize has in its list. */
export function putInVars(objects: readonly Draft[], building: Building): void {
  const values = new Map(
    [...building.vars].flatMap(([name, { object, path }]) => {
      const text = asScalar(valueAt(object, stepsIn(path)));
      return text === undefined ? [] : [[name, text] as const];
    }),
  );
  if (values.size === 0) return;
  const put = (parent: Draft | unknown[], key: string | number, value: unknown, depth: number): void => {
    if (typeof value === "string" && value.includes("$(")) {
      const [, first = ""] = /\$\(([\w.-]+)\)/.exec(value) ?? [];
      const place = building.vars.get(first)?.place;
      const text = value.replace(/\$\(([\w.-]+)\)/g, (written, name: string) => values.get(name) ?? written);
      if (text !== value && place !== undefined) building.traces.set(parent, key, text, place);
    } else if (depth < DEEPEST) putBelow(value, depth + 1);
  };
  const putBelow = (value: unknown, depth: number): void => {
    if (Array.isArray(value)) for (const [index, item] of value.entries()) put(value, index, item, depth);
    else if (typeof value === "object" && value !== null)
      for (const [key, item] of Object.entries(value)) put(value as Draft, key, item, depth);
  };
  for (const object of objects) putBelow(object, 0);
}
