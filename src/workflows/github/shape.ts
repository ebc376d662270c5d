import type { YamlPath } from "../../documents/yaml/read.ts";

export type Mapping = Readonly<Record<string, unknown>>;

/** Outside data, narrowed where it is read: a map, else undefined. */
export function asMap(value: unknown): Mapping | undefined {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Mapping) : undefined;
}

export function asText(value: unknown): string | undefined {
  return typeof value === "string"
    ? value
    : typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : undefined;
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The steps of a job or of a composite action, with the way to each. */
export function stepsOf(job: Mapping, path: YamlPath): { step: Mapping; path: YamlPath }[] {
  return asList(job.steps).flatMap((value, index) => {
    const step = asMap(value);
    return step === undefined ? [] : [{ step, path: [...path, "steps", index] }];
  });
}
