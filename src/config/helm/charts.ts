import type { Place } from "../../core/place.ts";
import { asFlag, asList, asMap, asText, type Mapping, maps } from "../../documents/shape.ts";
import { readYaml, type YamlDocument } from "../../documents/yaml/read.ts";
import type { ChartFile } from "./facts.ts";

/** A chart with all that it brings, packed or not. */
export interface Chart {
  /** Its folder in the tree, without a slash at its end; empty for the top. */
  readonly folder: string;
  readonly at: Place;
  readonly description: Mapping;
  readonly name: string;
  /** A library defines templates for others and makes nothing itself. */
  readonly isLibrary: boolean;
  readonly values: ValuesFile | undefined;
  /** Further files of values beside the first, each of which someone installs the chart with. */
  readonly overlays: readonly ValuesFile[];
  readonly templates: readonly ChartFile[];
  readonly dependencies: readonly Dependency[];
  /** What it asks for and does not lie in the tree. */
  readonly missing: readonly string[];
  /** Its description is not YAML. */
  readonly isBroken: boolean;
}

export interface ValuesFile {
  readonly file: ChartFile;
  readonly document: YamlDocument | undefined;
  readonly value: Mapping;
  readonly problem: string | undefined;
}

export interface Dependency {
  readonly chart: Chart;
  /** Under which its values stand in the parent's. */
  readonly key: string;
  readonly condition: string;
  readonly tags: readonly string[];
  readonly importsValues: boolean;
}

/** How deep charts may hold charts. */
const DEEPEST = 8;
/** Charts that are put together in one tree; those that depend on each other are met again and again. */
const MOST_CHARTS = 1_000;

/** The charts of a tree that no other chart of it contains. */
export function chartsOf(files: readonly ChartFile[]): Chart[] {
  const folders = new Map<string, ChartFile>();
  for (const file of files) if (/(?:^|\/)Chart\.yaml$/.test(file.path)) folders.set(folderOf(file.path), file);
  const byFolder = Map.groupBy(files, ({ path }) => chartFolderOf(path, folders));
  const tree: Tree = { folders, byFolder, left: MOST_CHARTS };
  return [...folders.keys()].filter((folder) => !isInside(folder, folders)).map((folder) => chartAt(folder, tree, []));
}

interface Tree {
  readonly folders: ReadonlyMap<string, ChartFile>;
  readonly byFolder: ReadonlyMap<string | undefined, readonly ChartFile[]>;
  left: number;
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** The nearest folder above that is a chart's. */
function chartFolderOf(path: string, folders: ReadonlyMap<string, ChartFile>): string | undefined {
  let folder = folderOf(path);
  while (!folders.has(folder)) {
    if (folder === "") return undefined;
    folder = folderOf(folder);
  }
  return folder;
}

/** Whether it lies in the `charts` of another. */
function isInside(folder: string, folders: ReadonlyMap<string, ChartFile>): boolean {
  const at = folder.lastIndexOf("charts/");
  if (at === -1 || (at > 0 && folder[at - 1] !== "/")) return false;
  const above = folder.slice(0, Math.max(0, at - 1));
  return folders.has(above);
}

/** @param above the folders of the charts that led to it, none of which may come again */
function chartAt(folder: string, tree: Tree, above: readonly string[]): Chart {
  const [head, files] = [tree.folders.get(folder), tree.byFolder.get(folder) ?? []];
  const description = asMap(head === undefined ? {} : readYaml(head.text).documents[0]?.value) ?? {};
  const inFolder = (file: ChartFile) => (folder === "" ? file.path : file.path.slice(folder.length + 1));
  const named = files.filter((file) => !inFolder(file).includes("/") && /values[^/]*\.ya?ml$/i.test(file.path));
  const isFirst = (file: ChartFile) => inFolder(file) === "values.yaml";
  const first = named.find(isFirst);
  const { dependencies, missing } =
    above.length < DEEPEST && tree.left-- > 0
      ? dependenciesOf(description, files, tree, [...above, folder])
      : { dependencies: [], missing: [] };
  return {
    folder,
    at: head?.at ?? { path: folder },
    description,
    name: asText(description.name) || folder.slice(folder.lastIndexOf("/") + 1),
    isLibrary: description.type === "library",
    values: first === undefined ? undefined : valuesOf(first),
    overlays: named.filter((file) => !isFirst(file)).map(valuesOf),
    templates: files.filter((file) => inFolder(file).startsWith("templates/")),
    dependencies,
    missing,
    isBroken: head !== undefined && readYaml(head.text).problems.length > 0,
  };
}

function valuesOf(file: ChartFile): ValuesFile {
  const { documents, problems } = readYaml(file.text);
  const [document] = documents;
  return { file, document, value: asMap(document?.value) ?? {}, problem: problems[0]?.message };
}

function dependenciesOf(
  description: Mapping,
  files: readonly ChartFile[],
  tree: Tree,
  way: readonly string[],
): { dependencies: Dependency[]; missing: string[] } {
  const folder = way.at(-1) ?? "";
  const older = files.find(({ path }) => path.endsWith("/requirements.yaml") || path === "requirements.yaml");
  const listed = maps(description.dependencies ?? asMap(readYaml(older?.text ?? "").documents[0]?.value)?.dependencies);
  const vendored = new Map(vendoredIn(folder, tree).map((at) => [chartNameAt(at, tree), at]));
  const dependencies: Dependency[] = [];
  const missing: string[] = [];
  for (const entry of listed) {
    const name = asText(entry.name);
    const at = vendored.get(name) ?? besideIt(folder, asText(entry.repository), tree);
    if (at === undefined || way.includes(at)) missing.push(name);
    else
      dependencies.push({
        chart: chartAt(at, tree, way),
        key: asText(entry.alias) || name,
        condition: asText(entry.condition),
        tags: asList(entry.tags).map(asText),
        importsValues: asList(entry["import-values"]).length > 0,
      });
  }
  const named = new Set(listed.map(({ name }) => name));
  for (const [name, at] of vendored)
    if (!named.has(name))
      dependencies.push({
        chart: chartAt(at, tree, way),
        key: name,
        condition: "",
        tags: [],
        importsValues: false,
      });
  return { dependencies, missing };
}

/** The folders of charts that lie in a chart's `charts`, packed ones included. */
function vendoredIn(folder: string, tree: Tree): string[] {
  const start = folder === "" ? "charts/" : `${folder}/charts/`;
  return [...tree.folders.keys()].filter(
    (one) => one.startsWith(start) && /^[^/]+(?:\.tgz\/[^/]+)?$/.test(one.slice(start.length)) && !one.endsWith(".tgz"),
  );
}

function chartNameAt(folder: string, tree: Tree): string {
  const head = tree.folders.get(folder);
  const description = asMap(head === undefined ? {} : readYaml(head.text).documents[0]?.value);
  return asText(description?.name) || folder.slice(folder.lastIndexOf("/") + 1);
}

/** `file://../common`: a chart of the same tree, which `helm dependency build` would copy. */
function besideIt(folder: string, repository: string, tree: Tree): string | undefined {
  if (!repository.startsWith("file://")) return undefined;
  const parts = folder === "" ? [] : folder.split("/");
  for (const part of repository.slice("file://".length).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  const at = parts.join("/");
  return at !== folder && tree.folders.has(at) ? at : undefined;
}

/** Whether a chart's values leave a dependency switched on. */
export function isEnabled({ condition, tags }: Dependency, values: Mapping): boolean {
  for (const way of condition.split(",")) {
    const set = asFlag(
      way
        .trim()
        .split(".")
        .reduce<unknown>((at, key) => asMap(at)?.[key], values),
    );
    if (set !== undefined) return set;
  }
  const known = tags.map((tag) => asFlag(asMap(values.tags)?.[tag])).filter((flag) => flag !== undefined);
  return known.length === 0 || known.some(Boolean);
}
