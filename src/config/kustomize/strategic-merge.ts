import { asMap } from "../../documents/shape.ts";
import { type Draft, setKey, type Traces } from "./traced.ts";

/** By which key the entries of a list are told apart; where two are named, the first that an entry has. */
const MERGE_KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ["name"],
  initContainers: ["name"],
  ephemeralContainers: ["name"],
  volumes: ["name"],
  env: ["name"],
  volumeMounts: ["mountPath"],
  volumeDevices: ["devicePath"],
  ports: ["containerPort", "port"],
  imagePullSecrets: ["name"],
  secrets: ["name"],
  hostAliases: ["ip"],
  topologySpreadConstraints: ["topologyKey"],
  resourceClaims: ["name"],
  webhooks: ["name"],
};

/**
 * Lays a patch over an object as Kubernetes' strategic merge does: maps key by key, known lists entry by entry, null and
 * `$patch: delete` take away. What comes from elsewhere than Kubernetes has no known lists, and gets a JSON merge.
 */
export function mergeStrategically(object: Draft, patch: Draft, isKnownKind: boolean, traces: Traces): void {
  if (patch["$patch"] === "replace") {
    for (const key of Object.keys(object)) if (!IDENTITY.has(key)) delete object[key];
  }
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith("$")) continue;
    const known = Object.hasOwn(object, key) ? object[key] : undefined;
    if (value === null || asMap(value)?.["$patch"] === "delete") delete object[key];
    else if (asMap(known) !== undefined && asMap(value) !== undefined)
      mergeStrategically(known as Draft, value as Draft, isKnownKind, traces);
    else if (isKnownKind && Array.isArray(known) && Array.isArray(value) && MERGE_KEYS[key] !== undefined)
      mergeLists(known, value, MERGE_KEYS[key], traces);
    else setKey(object, key, value);
  }
  traces.laidOver(object, patch);
}

const IDENTITY = new Set(["apiVersion", "kind", "metadata"]);

function mergeLists(list: unknown[], patches: readonly unknown[], keys: readonly string[], traces: Traces): void {
  if (patches.some((one) => asMap(one)?.["$patch"] === "replace")) list.length = 0;
  for (const patch of patches) {
    const entry = asMap(patch);
    if (entry?.["$patch"] === "replace") continue;
    const at = entry === undefined ? -1 : list.findIndex((one) => isSame(asMap(one), entry, keys));
    if (entry?.["$patch"] === "delete") {
      if (at !== -1) list.splice(at, 1);
    } else if (at === -1 || entry === undefined) list.push(patch);
    else mergeStrategically(list[at] as Draft, entry, true, traces);
  }
}

function isSame(one: Draft | Readonly<Draft> | undefined, other: Draft, keys: readonly string[]): boolean {
  const key = keys.find((name) => other[name] !== undefined);
  if (one === undefined || key === undefined || one[key] !== other[key]) return false;
  return key !== "containerPort" || (one["protocol"] ?? "TCP") === (other["protocol"] ?? "TCP");
}
