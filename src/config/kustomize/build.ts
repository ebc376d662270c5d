import { describePlace } from "../../core/place.ts";
import { asList, asMap, asText } from "../../documents/shape.ts";
import type { YamlDocument } from "../../documents/yaml/read.ts";
import { type Building, type Kustomization, note } from "./building.ts";
import { addLabels, prefixNames, setAnnotations, setImages, setNamespace } from "./fields.ts";
import { addGeneratedMaps } from "./generators.ts";
import { applyPatches } from "./patches.ts";
import { applyReplacements } from "./replacements.ts";
import type { Draft } from "./traced.ts";
import { folderOf, joined, kustomizationIn, type TreeFile } from "./tree-files.ts";
import { noteVars, putInVars } from "./vars.ts";

/** How deep kustomizations may stand on each other. */
const DEEPEST = 20;
/** Objects and kustomizations that are read in one building, those of a base once for each time that it is used. */
const MOST_OBJECTS = 20_000;

/** What cannot be done here, and changes what is judged; `configurations` and `replicas` do not. */
const NOT_FOLLOWED = ["helmCharts", "helmChartInflationGenerator", "generators", "transformers"];

/** The objects that a kustomization makes, as `kubectl kustomize` would; what stands in the way is a gap and no end. */
export function build(file: TreeFile, building: Building, above: readonly string[] = []): Draft[] {
  const kustomization = readKustomization(file, building);
  if (kustomization === undefined) return [];
  if (above.length > DEEPEST || above.includes(kustomization.folder)) {
    note(building, file, "kustomizations that stand on each other in a circle, or too deep");
    return [];
  }
  if (isTooMuch(building, file)) return [];
  const way = [...above, kustomization.folder];
  const { value } = kustomization;
  const objects = [...asList(value.resources), ...asList(value.bases)].flatMap((entry) =>
    resource(asText(entry), kustomization, building, way),
  );
  addGeneratedMaps(objects, kustomization, building);
  for (const entry of asList(value.components)) addComponent(asText(entry), objects, kustomization, building, way);
  transform(objects, kustomization, building);
  if (above.length === 0) putInVars(objects, building);
  return objects;
}

function readKustomization(file: TreeFile, building: Building): Kustomization | undefined {
  building.files.add(file.path);
  const { documents, problems } = file.yaml();
  const [document] = documents;
  const value = asMap(document?.value);
  if (problems.length > 0 || document === undefined || value === undefined) {
    note(building, file, "a kustomization that is not YAML");
    return undefined;
  }
  return { file, folder: folderOf(file.path), document, value };
}

/** A component works on what the kustomization that names it has gathered so far. */
function addComponent(entry: string, objects: Draft[], from: Kustomization, building: Building, way: string[]): void {
  const folder = joined(from.folder, entry);
  const file = folder === undefined ? undefined : kustomizationIn(folder, building.read);
  const component = file === undefined || way.includes(folder ?? "") ? undefined : readKustomization(file, building);
  if (component === undefined) return note(building, from.file, `the component ${entry} is not there`);
  const its = [...way, component.folder];
  for (const one of asList(component.value.resources)) objects.push(...resource(asText(one), component, building, its));
  addGeneratedMaps(objects, component, building);
  transform(objects, component, building);
}

function transform(objects: Draft[], kustomization: Kustomization, building: Building): void {
  const { value, file } = kustomization;
  const unknown = NOT_FOLLOWED.filter((part) => asList(value[part]).length > 0 || asMap(value[part]) !== undefined);
  if (unknown.length > 0) {
    note(
      building,
      file,
      `${unknown.join(", ")}: not followed here; look at the output of \`kubectl kustomize\` as well`,
    );
  }
  applyPatches(objects, kustomization, building);
  setNamespace(objects, kustomization, building);
  prefixNames(objects, kustomization, building);
  addLabels(objects, kustomization, building);
  setAnnotations(objects, kustomization, building);
  setImages(objects, kustomization, building);
  applyReplacements(objects, kustomization, building);
  noteVars(objects, kustomization, building);
}

function resource(entry: string, from: Kustomization, building: Building, way: string[]): Draft[] {
  if (isRemote(entry)) {
    note(building, from.file, `${entry.slice(0, 200)} lies elsewhere, and is not fetched`);
    return [];
  }
  const path = joined(from.folder, entry);
  if (path === undefined) {
    note(building, from.file, `${entry.slice(0, 200)} leads out of the tree`);
    return [];
  }
  const below = kustomizationIn(path, building.read);
  if (below !== undefined) return build(below, building, way);
  const file = building.read(path);
  if ("missing" in file) {
    note(building, from.file, `${entry.slice(0, 200)}: ${file.missing}`);
    return [];
  }
  return objectsIn(file, building);
}

function isRemote(entry: string): boolean {
  return /^(?:https?:|ssh:|git@|git::|file:|github\.com[/:])|\?ref=/.test(entry);
}

function objectsIn(file: TreeFile, building: Building): Draft[] {
  building.files.add(file.path);
  const files = file.documents(building.wants);
  const [problem] = files.flatMap(({ problems }) => problems);
  if (problem !== undefined) {
    const where = describePlace({ path: file.path, line: problem.line });
    building.gaps.push({ where, reason: `not YAML: ${problem.message}` });
  }
  const found: Draft[] = [];
  for (const document of files.flatMap(({ documents }) => documents)) {
    for (const path of pathsIn(document)) {
      if (isTooMuch(building, file)) return found;
      const place = { path: file.path };
      const value = path.reduce<unknown>((at, key) => (at as Draft)[key], document.value);
      found.push(building.traces.copy(value, { place, document, path }) as Draft);
    }
  }
  return found;
}

/** Counts one more object or kustomization, and says once that they are too many. */
function isTooMuch(building: Building, file: TreeFile): boolean {
  if (++building.objects === MOST_OBJECTS + 1)
    note(building, file, `more than ${MOST_OBJECTS} objects and kustomizations`);
  return building.objects > MOST_OBJECTS;
}

/** The ways to the objects of a document, those of a list one by one. */
function pathsIn({ value }: YamlDocument): (string | number)[][] {
  const object = asMap(value);
  if (object === undefined) return [];
  if (asText(object.kind).endsWith("List") && Array.isArray(object.items))
    return object.items.flatMap((item, index) => (asMap(item) === undefined ? [] : [["items", index]]));
  return typeof object.apiVersion === "string" && typeof object.kind === "string" ? [[]] : [];
}
