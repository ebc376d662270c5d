import type { Place } from "../../core/place.ts";
import { asMap, asScalar, asText, type Mapping, mapAt, maps, textMap } from "../../documents/shape.ts";
import type { YamlPath } from "../../documents/yaml/read.ts";
import { isOfCluster } from "../kubernetes/scope.ts";
import type { Building, Kustomization } from "./building.ts";
import type { Draft, Traces } from "./traced.ts";

/** `namespace`: of every object, of the accounts that its bindings name, and the name of a Namespace itself. */
export function setNamespace(objects: readonly Draft[], { value, ...at }: Kustomization, { traces }: Building): void {
  const namespace = asText(value.namespace);
  if (namespace === "") return;
  const place = placeOf(at, ["namespace"]);
  for (const object of objects) {
    const kind = asText(object.kind);
    if (kind === "Namespace") setIn(object, ["metadata", "name"], namespace, place, traces);
    else if (!isOfCluster(kind)) setIn(object, ["metadata", "namespace"], namespace, place, traces);
  }
  const accounts = new Set(objects.filter(({ kind }) => kind === "ServiceAccount").map(nameOf));
  for (const object of objects.filter(({ kind }) => asText(kind).endsWith("RoleBinding")))
    for (const subject of maps(object.subjects) as Draft[])
      if (subject.kind === "ServiceAccount" && (subject.name === "default" || accounts.has(asText(subject.name))))
        traces.set(subject, "namespace", namespace, place);
}

/** Where one kind of object names another, by the way from the object that names. */
const REFERENCES: readonly { readonly to: string; readonly ways: readonly (readonly string[])[] }[] = [
  {
    to: "ServiceAccount",
    ways: [
      ["spec", "serviceAccountName"],
      ["spec", "template", "spec", "serviceAccountName"],
      ["spec", "jobTemplate", "spec", "template", "spec", "serviceAccountName"],
    ],
  },
  {
    to: "Service",
    ways: [
      ["spec", "serviceName"],
      ["spec", "defaultBackend", "service", "name"],
    ],
  },
];

/** `namePrefix` and `nameSuffix`, with what refers to the objects that they rename. */
export function prefixNames(objects: readonly Draft[], { value, ...at }: Kustomization, building: Building): void {
  const [prefix, suffix] = [asText(value.namePrefix), asText(value.nameSuffix)];
  if (prefix === "" && suffix === "") return;
  const place = placeOf(at, [prefix === "" ? "nameSuffix" : "namePrefix"]);
  const renamed = new Map<string, string>();
  for (const object of objects) {
    const [kind, name] = [asText(object.kind), nameOf(object)];
    if (name === "" || kind === "CustomResourceDefinition" || kind === "APIService" || kind === "Namespace") continue;
    const fresh = `${prefix}${name}${suffix}`;
    renamed.set(`${kind} ${name}`, fresh);
    building.formerNames.set(object, new Set([...(building.formerNames.get(object) ?? []), name]));
    setIn(object, ["metadata", "name"], fresh, place, building.traces);
  }
  for (const object of objects) rename(object, renamed);
}

function rename(object: Draft, renamed: ReadonlyMap<string, string>): void {
  const follow = (holder: Draft | undefined, key: string, kind: string) => {
    const fresh = holder === undefined ? undefined : renamed.get(`${kind} ${asText(holder[key])}`);
    if (holder !== undefined && fresh !== undefined) holder[key] = fresh;
  };
  for (const { to, ways } of REFERENCES)
    for (const way of ways) follow(mapIn(object, way.slice(0, -1)), way.at(-1) ?? "", to);
  const role = mapIn(object, ["roleRef"]);
  if (role !== undefined) follow(role, "name", asText(role.kind));
  for (const subject of maps(object.subjects) as Draft[]) follow(subject, "name", asText(subject.kind));
  for (const rule of maps(mapAt(object, "spec").rules))
    for (const path of maps(mapAt(rule, "http").paths)) follow(mapIn(path, ["backend", "service"]), "name", "Service");
}

/** Kinds that must select their pods. */
const OF_PODS = new Set(["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"]);

/** Kinds that may. */
const SELECTING = new Set(["Job", "PodDisruptionBudget"]);

/** `commonLabels` and `labels`: on every object and, where asked, on what selects it and on its pods. */
export function addLabels(objects: readonly Draft[], { value, ...at }: Kustomization, { traces }: Building): void {
  const all = [
    { labels: textMap(value.commonLabels), selectors: true, templates: true, way: ["commonLabels"] },
    ...maps(value.labels).map((entry, index) => ({
      labels: textMap(entry.pairs),
      selectors: entry.includeSelectors === true,
      templates: entry.includeTemplates === true || entry.includeSelectors === true,
      way: ["labels", index, "pairs"],
    })),
  ];
  for (const { labels, selectors, templates, way } of all) {
    for (const [key, text] of Object.entries(labels)) {
      const place = placeOf(at, [...way, key]);
      for (const object of objects) {
        setIn(object, ["metadata", "labels", key], text, place, traces);
        if (templates && mapIn(object, ["spec", "template"]) !== undefined)
          setIn(object, ["spec", "template", "metadata", "labels", key], text, place, traces);
        if (
          selectors &&
          (OF_PODS.has(asText(object.kind)) ||
            (SELECTING.has(asText(object.kind)) && mapIn(object, ["spec", "selector", "matchLabels"]) !== undefined))
        )
          setIn(object, ["spec", "selector", "matchLabels", key], text, place, traces);
        else if (selectors && object.kind === "Service") setIn(object, ["spec", "selector", key], text, place, traces);
      }
    }
  }
}

/** `commonAnnotations`: on every object and its pods. */
export function setAnnotations(objects: readonly Draft[], { value, ...at }: Kustomization, { traces }: Building): void {
  for (const [key, text] of Object.entries(textMap(value.commonAnnotations))) {
    const place = placeOf(at, ["commonAnnotations", key]);
    for (const object of objects) {
      setIn(object, ["metadata", "annotations", key], text, place, traces);
      if (mapIn(object, ["spec", "template"]) !== undefined)
        setIn(object, ["spec", "template", "metadata", "annotations", key], text, place, traces);
    }
  }
}

/** `images`: another name, tag or digest for an image, wherever a container has it. */
export function setImages(objects: readonly Draft[], { value, ...at }: Kustomization, { traces }: Building): void {
  for (const [index, entry] of maps(value.images).entries()) {
    const place = placeOf(at, ["images", index]);
    for (const object of objects)
      for (const container of containersIn(object, 0)) {
        const fresh = imageAs(asText(container.image), entry);
        if (fresh !== undefined) traces.set(container, "image", fresh, place);
      }
  }
}

/** How deep pods lie in what makes them. */
const DEEPEST = 16;

function* containersIn(value: unknown, depth: number): Iterable<Draft> {
  if (depth > DEEPEST) return;
  if (Array.isArray(value)) for (const one of value) yield* containersIn(one, depth + 1);
  const map = asMap(value);
  if (map === undefined) return;
  for (const [key, one] of Object.entries(map)) {
    if (key === "containers" || key === "initContainers") yield* maps(one) as Draft[];
    else yield* containersIn(one, depth + 1);
  }
}

function imageAs(image: string, { name, newName, newTag, digest }: Mapping): string | undefined {
  const [, bare = "", tail = ""] = /^([^@]*?)((?::[^:/@]*)?(?:@.*)?)$/.exec(image) ?? [];
  if (bare === "" || bare !== asText(name)) return undefined;
  const said = asText(digest) ? `@${asText(digest)}` : newTag === undefined ? tail : `:${asScalar(newTag) ?? ""}`;
  return `${asText(newName) || bare}${said}`;
}

function nameOf(object: Draft): string {
  return asText(mapAt(object, "metadata").name);
}

function mapIn(object: Draft, way: readonly string[]): Draft | undefined {
  let at: unknown = object;
  for (const key of way) at = asMap(at)?.[key];
  return asMap(at);
}

/** Sets the value at the end of a way, making the maps on it. */
function setIn(object: Draft, way: readonly string[], value: unknown, place: Place, traces: Traces): void {
  let at = object;
  for (const key of way.slice(0, -1)) {
    const next = asMap(at[key]);
    if (next === undefined) traces.set(at, key, {}, place);
    at = asMap(at[key]) as Draft;
  }
  traces.set(at, way.at(-1) ?? "", value, place);
}

export function placeOf({ file, document }: Pick<Kustomization, "file" | "document">, way: YamlPath): Place {
  const { line, column } = document.keyRangeOf(way);
  return { path: file.path, line, column };
}
