import type { Place } from "../../core/place.ts";
import { asText, type Mapping } from "../../documents/shape.ts";
import type { Draft, Traces } from "./traced.ts";

/** One step of a JSON patch (RFC 6902), with where it stands. */
export interface PatchStep {
  readonly step: Mapping;
  readonly at: Place;
}

/** Applies a JSON patch to an object. @returns why it cannot be applied; undefined where it was */
export function applyJsonPatch(object: Draft, steps: readonly PatchStep[], traces: Traces): string | undefined {
  for (const { step, at } of steps) {
    const fault = applyStep(object, step, at, traces);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function applyStep(object: Draft, step: Mapping, at: Place, traces: Traces): string | undefined {
  const [operation, path] = [asText(step.op), asText(step.path)];
  const target = find(object, path);
  if (target === undefined) return `no ${path} to ${operation}`;
  const { parent, key } = target;
  switch (operation) {
    case "add":
    case "replace":
      return put(parent, key, step.value, operation, path, at, traces);
    case "remove":
      return take(parent, key) === undefined ? `no ${path} to remove` : undefined;
    case "move":
    case "copy": {
      const from = find(object, asText(step.from));
      const value = from === undefined ? undefined : valueOf(from.parent, from.key);
      if (from === undefined || value === undefined) return `no ${asText(step.from)} to ${operation}`;
      if (operation === "move") take(from.parent, from.key);
      return put(parent, key, structuredClone(value), "add", path, at, traces);
    }
    case "test":
      return JSON.stringify(valueOf(parent, key)) === JSON.stringify(step.value)
        ? undefined
        : `${path} is another value`;
    default:
      return `an operation called ${JSON.stringify(operation.slice(0, 40))}`;
  }
}

type Parent = Draft | unknown[];

function find(object: Draft, path: string): { parent: Parent; key: string } | undefined {
  const parts = path
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const key = parts.pop();
  if (key === undefined) return undefined;
  let at: unknown = object;
  for (const part of parts) at = typeof at === "object" && at !== null ? valueOf(at as Parent, part) : undefined;
  return typeof at === "object" && at !== null ? { parent: at as Parent, key } : undefined;
}

function valueOf(parent: Parent, key: string): unknown {
  return Object.hasOwn(parent, key) ? (parent as Draft)[key] : undefined;
}

function put(
  parent: Parent,
  key: string,
  value: unknown,
  operation: "add" | "replace",
  path: string,
  at: Place,
  traces: Traces,
): string | undefined {
  if (!Array.isArray(parent)) {
    traces.set(parent, key, value, at);
    return undefined;
  }
  const index = key === "-" ? parent.length : Number(key);
  if (!Number.isInteger(index) || index < 0 || index > parent.length) return `no ${path} to ${operation}`;
  if (operation === "add") parent.splice(index, 0, value);
  traces.set(parent, index, value, at);
  return undefined;
}

function take(parent: Parent, key: string): unknown {
  const value = valueOf(parent, key);
  if (value === undefined) return undefined;
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
  return value;
}
