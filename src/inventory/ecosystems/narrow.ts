/**
 * Narrow checks on parsed JSON, for files of which an image holds thousands: a zod schema for each `package.json`
 * takes several times as long as the parsing itself.
 */
export type Fields = Readonly<Record<string, unknown>>;

/** The value when it is an object and no array. */
export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** The value when it is a text that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Parses JSON; undefined when it is none, which no JSON text parses to. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the caller says so, with the place
  }
}
