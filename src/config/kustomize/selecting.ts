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
  const { name, kind, namespace, group, version, labelSelector, annotationSelector } = target;
  return objects.filter((object) => {
    const [ownGroup, ownVersion] = groupAndVersion(asText(object.apiVersion));
    return (
      (name === undefined || [...namesOf(object, building)].some((one) => matches(asText(name), one))) &&
      (kind === undefined || matches(asText(kind), asText(object.kind))) &&
      (namespace === undefined || matches(asText(namespace), asText(mapAt(object, "metadata").namespace))) &&
      (group === undefined || matches(asText(group), ownGroup)) &&
      (version === undefined || matches(asText(version), ownVersion)) &&
      (labelSelector === undefined || selects(asText(labelSelector), mapAt(object, "metadata", "labels"))) &&
      (annotationSelector === undefined ||
        selects(asText(annotationSelector), mapAt(object, "metadata", "annotations")))
    );
  });
}

function groupAndVersion(apiVersion: string): [string, string] {
  const slash = apiVersion.indexOf("/");
  return slash === -1 ? ["", apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
}

/** Targets are regular expressions over the whole name. */
function matches(pattern: string, text: string): boolean {
  if (pattern === text) return true;
  try {
    return RE2JS.compile(`^(?:${pattern.slice(0, 500)})$`).test(text);
  } catch (fault) {
    if (fault instanceof RE2JSException) return false;
    throw fault;
  }
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
