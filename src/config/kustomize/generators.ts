import { asList, asMap, asText, mapAt, maps, textMap } from "../../documents/shape.ts";
import { type Building, type Kustomization, note } from "./building.ts";
import { placeOf } from "./fields.ts";
import { namesOf } from "./selecting.ts";
import { mergeStrategically } from "./strategic-merge.ts";
import type { Draft } from "./traced.ts";
import { joined } from "./tree-files.ts";

/**
 * Adds the ConfigMaps of `configMapGenerator`, or what one of them adds to a ConfigMap that is there. Their names get no hash
 * here: nothing that is judged depends on it.
 */
export function addGeneratedMaps(objects: Draft[], kustomization: Kustomization, building: Building): void {
  for (const made of generatedMaps(kustomization, building)) {
    const { behavior, object } = made;
    const name = asText(mapAt(object, "metadata").name);
    const known = objects.find((one) => one.kind === "ConfigMap" && namesOf(one, building).has(name));
    if (behavior === "create" || known === undefined) objects.push(object);
    else if (behavior === "replace") known.data = object.data;
    else mergeStrategically(known, { data: object.data }, true, building.traces);
  }
}

function generatedMaps(
  kustomization: Kustomization,
  building: Building,
): { readonly behavior: string; readonly object: Draft }[] {
  const { value, folder, file } = kustomization;
  return maps(value.configMapGenerator).map((entry, index) => {
    const way = ["configMapGenerator", index];
    const object: Draft = { apiVersion: "v1", kind: "ConfigMap" };
    const data: Draft = {};
    const here = placeOf(kustomization, way);
    building.traces.set(object, "metadata", { name: asText(entry.name), ...namespaceOf(entry) }, here);
    building.traces.set(object, "data", data, here);
    for (const [at, literal] of asList(entry.literals).entries()) {
      const [key, text] = pairOf(asText(literal));
      building.traces.set(data, key, text, placeOf(kustomization, [...way, "literals", at]));
    }
    const environments = [...asList(entry.envs), entry.env].map(asText).filter(Boolean);
    for (const name of environments) {
      const read = building.read(joined(folder, name) ?? "..");
      if ("missing" in read) {
        note(building, file, `${name}: ${read.missing}`);
        continue;
      }
      for (const [at, line] of read.text.split("\n").entries()) {
        const [key, text] = pairOf(line.trim());
        if (key !== "" && !key.startsWith("#")) building.traces.set(data, key, text, { path: read.path, line: at + 1 });
      }
    }
    for (const [at, named] of asList(entry.files).map(asText).entries()) {
      const [key, path] = named.includes("=") ? pairOf(named) : [named.slice(named.lastIndexOf("/") + 1), named];
      const read = building.read(joined(folder, path) ?? "..");
      if ("missing" in read) note(building, file, `${named}: ${read.missing}`);
      else building.traces.set(data, key, read.text, placeOf(kustomization, [...way, "files", at]));
    }
    return { behavior: asText(entry.behavior) || "create", object };
  });
}

function namespaceOf(entry: Readonly<Record<string, unknown>>): Record<string, string> {
  return textMap({ namespace: asMap(entry)?.namespace });
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf("=");
  const value = text.slice(at + 1).replace(/^(["'])(.*)\1$/, "$2");
  return at === -1 ? ["", ""] : [text.slice(0, at), value];
}
