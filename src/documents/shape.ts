/** Outside data of unknown shape, narrowed where it is read. */
export type Mapping = Readonly<Record<string, unknown>>;

export function asMap(value: unknown): Mapping | undefined {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Mapping) : undefined;
}

/** The map at the end of a path of keys; empty where there is none. */
export function mapAt(value: unknown, ...keys: string[]): Mapping {
  let at: unknown = value;
  for (const key of keys) at = asMap(at)?.[key];
  return asMap(at) ?? {};
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A text, or a number or truth as it would be written; undefined for all else. */
export function asScalar(value: unknown): string | undefined {
  return typeof value === "string"
    ? value
    : typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : undefined;
}

export function asFlag(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

export function asNumber(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** The maps of a list. */
export function maps(value: unknown): Mapping[] {
  return asList(value).flatMap((item) => {
    const map = asMap(item);
    return map === undefined ? [] : [map];
  });
}

export function texts(value: unknown): string[] {
  return asList(value).filter((item) => typeof item === "string");
}

/** The entries of a map whose values are texts. */
export function textMap(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(asMap(value) ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
