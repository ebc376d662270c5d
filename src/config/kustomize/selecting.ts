import { RE2JS, RE2JSException } from "re2js";
import { asText, type Mapping, mapAt } from "../../documents/shape.ts";
import type { Building } from "./building.ts";
import type { Draft } from "./traced.ts";

/** What an object is called, and was called below. */
export function namesOf(object: Draft, { formerNames }: Building): Set<string> {
  return new Set([asText(mapAt(object, "metadata").name), ...(formerNames.get(object) ?? [])]);
}

/** The objects that a target means; what it leaves out may be anything. */
export function chosen(objects: readonly Draft[], target: Mapping, building: Building): Draft[] {
  if (isTooMuch(objects, building)) return [];
  const { labelSelector, annotationSelector } = target;
  const matches = (key: string) => matcherOf(target[key]);
  const [name, kind, namespace] = [matches("name"), matches("kind"), matches("namespace")];
  const [group, version] = [matches("group"), matches("version")];
  return objects.filter((object) => {
    const [ownGroup, ownVersion] = groupAndVersion(asText(object.apiVersion));
    return (
      kind(asText(object.kind)) &&
      [...namesOf(object, building)].some(name) &&
      namespace(asText(mapAt(object, "metadata").namespace)) &&
      group(ownGroup) &&
      version(ownVersion) &&
      (labelSelector === undefined || selects(asText(labelSelector), mapAt(object, "metadata", "labels"))) &&
      (annotationSelector === undefined ||
        selects(asText(annotationSelector), mapAt(object, "metadata", "annotations")))
    );
  });
}

/** Objects that the targets of one building are held against; patches and replacements of a tree are few beside it. */
const MOST_COMPARED = 1_000_000;

/** Whether no target of a building is followed any more; that has been told. */
export function isSpent({ compared }: Building): boolean {
  return compared > MOST_COMPARED;
}

/** Counts what is compared, and says once that it is too much. */
function isTooMuch(objects: readonly Draft[], building: Building): boolean {
  const before = building.compared;
  building.compared += objects.length + 1;
  if (before <= MOST_COMPARED && building.compared > MOST_COMPARED) {
    const [first] = building.files;
    building.gaps.push({ where: first ?? "", reason: "more patches and replacements than are followed" });
  }
  return isSpent(building);
}

function groupAndVersion(apiVersion: string): [string, string] {
  const slash = apiVersion.indexOf("/");
  return slash === -1 ? ["", apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
}

/** Targets are regular expressions over the whole name; what is left out may be anything. */
function matcherOf(written: unknown): (text: string) => boolean {
  if (written === undefined) return () => true;
  const pattern = asText(written);
  let compiled: RE2JS | undefined;
  try {
    compiled = RE2JS.compile(`^(?:${pattern.slice(0, 500)})$`);
  } catch (fault) {
    if (!(fault instanceof RE2JSException)) throw fault;
  }
  return (text) => pattern === text || compiled?.test(text) === true;
}

/** `a=b,c!=d,e,!f`. */
function selects(selector: string, labels: Mapping): boolean {
  return selector.split(",").every((part) => {
    const [key = "", value] = part.split(/!=|==|=/).map((one) => one.trim());
    if (part.includes("!=")) return labels[key] !== value;
    if (value === undefined)
      return key.startsWith("!") ? labels[key.slice(1)] === undefined : labels[key] !== undefined;
    return labels[key] === value;
  });
}
