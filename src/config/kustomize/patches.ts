import type { Place } from "../../core/place.ts";
import { asList, asMap, asText, type Mapping, mapAt, maps } from "../../documents/shape.ts";
import { readYaml, type YamlDocument, type YamlFile, type YamlPath } from "../../documents/yaml/read.ts";
import { type Building, type Kustomization, note } from "./building.ts";
import { applyJsonPatch, type PatchStep } from "./json-patch.ts";
import { chosen, isSpent, namesOf } from "./selecting.ts";
import { mergeStrategically } from "./strategic-merge.ts";
import type { Draft } from "./traced.ts";
import { joined } from "./tree-files.ts";

/** A patch with its target, where one is written beside it. */
interface Patch {
  readonly documents: readonly YamlDocument[];
  readonly place: Place;
  readonly target: Mapping | undefined;
}

/** Applies all patches of a kustomization, in the order that kustomize has for their kinds. */
export function applyPatches(objects: Draft[], kustomization: Kustomization, building: Building): void {
  const { value } = kustomization;
  const patches = [
    ...asList(value.patchesStrategicMerge).map((entry, at) => ({ entry, way: ["patchesStrategicMerge", at] as const })),
    ...asList(value.patches).map((entry, at) => ({ entry, way: ["patches", at] as const })),
    ...asList(value.patchesJson6902).map((entry, at) => ({ entry, way: ["patchesJson6902", at] as const })),
  ];
  for (const { entry, way } of patches) {
    if (isSpent(building)) return;
    const patch = readPatch(entry, way, kustomization, building);
    if (patch !== undefined) applyPatch(objects, patch, kustomization, building);
  }
}

function readPatch(entry: unknown, way: YamlPath, from: Kustomization, building: Building): Patch | undefined {
  const map = asMap(entry);
  const inline = map === undefined ? inlineText(entry) : asText(map.patch);
  if (inline !== "") {
    const yaml = inlineYaml(inline, map === undefined ? way : [...way, "patch"], from);
    if (yaml.problems.length > 0) note(building, from.file, "a patch in it is not YAML");
    return { documents: yaml.documents, place: { path: from.file.path }, target: asMap(map?.target) };
  }
  const path = joined(from.folder, map === undefined ? asText(entry) : asText(map.path));
  const file = path === undefined ? { missing: "it leads out of the tree" } : building.read(path);
  if ("missing" in file) {
    note(building, from.file, `the patch ${asText(map?.path) || asText(entry)}: ${file.missing}`);
    return undefined;
  }
  building.files.add(file.path);
  if (file.yaml().problems.length > 0) note(building, file, "a patch that is not YAML");
  return { documents: file.yaml().documents, place: { path: file.path }, target: asMap(map?.target) };
}

/** An older form writes the patch itself where a path may stand. */
function inlineText(entry: unknown): string {
  const text = asText(entry);
  return text.includes("\n") ? text : "";
}

/** Reads a patch that stands in the kustomization, with the lines that it has there. */
function inlineYaml(text: string, way: YamlPath, { document }: Kustomization): YamlFile {
  const { line } = document.rangeOf(way);
  return readYaml(text, { offset: 0, line: document.styleOf(way) === "block" ? line : line - 1 });
}

function applyPatch(
  objects: Draft[],
  { documents, place, target }: Patch,
  from: Kustomization,
  building: Building,
): void {
  for (const document of documents) {
    if (Array.isArray(document.value)) {
      const steps = maps(document.value).map((step, at): PatchStep => {
        const { line, column } = document.rangeOf([at]);
        return { step, at: { ...place, line, column } };
      });
      for (const object of chosen(objects, target ?? {}, building)) {
        const fault = applyJsonPatch(object, steps, building.traces);
        if (fault !== undefined) note(building, from.file, `a patch of ${place.path} does not fit: ${fault}`);
      }
      continue;
    }
    const value = asMap(document.value);
    if (value === undefined) continue;
    const meant = target === undefined ? named(objects, value, building) : chosen(objects, target, building);
    if (meant.length === 0 && building.wants(`kind: ${asText(target?.kind ?? value.kind)}`)) {
      note(building, from.file, `a patch of ${place.path} is for ${titleOf(value)}, which is not among the resources`);
    }
    for (const object of meant) applyStrategic(objects, object, { document, place }, building);
  }
}

function applyStrategic(
  objects: Draft[],
  object: Draft,
  { document, place }: { document: YamlDocument; place: Place },
  { traces }: Building,
): void {
  const patch = traces.copy(document.value, { place, document, path: [] }) as Draft;
  if (patch["$patch"] === "delete") {
    objects.splice(objects.indexOf(object), 1);
    return;
  }
  const { name, namespace } = mapAt(object, "metadata");
  const { apiVersion, kind } = object;
  mergeStrategically(object, patch, isKubernetes(asText(apiVersion)), traces);
  Object.assign(object, { apiVersion, kind }); // a patch with a target may call it anything
  const metadata = asMap(object.metadata);
  if (metadata !== undefined) Object.assign(metadata, { name, ...(namespace !== undefined && { namespace }) });
}

/** Groups of Kubernetes itself have no dot, or end in its own domain. */
function isKubernetes(apiVersion: string): boolean {
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  return !group.includes(".") || group.endsWith(".k8s.io");
}

function named(objects: readonly Draft[], patch: Mapping, building: Building): Draft[] {
  const { name, namespace } = mapAt(patch, "metadata");
  return objects.filter(
    (object) =>
      object.kind === patch.kind &&
      namesOf(object, building).has(asText(name)) &&
      (namespace === undefined || mapAt(object, "metadata").namespace === namespace),
  );
}

function titleOf(value: Mapping): string {
  return `${asText(value.kind)}/${asText(mapAt(value, "metadata").name)}`;
}
