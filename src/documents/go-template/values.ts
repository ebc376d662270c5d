/** What templates compute with: texts, numbers, truth values, null, lists, maps, and functions that a map may hold. */
export type Dict = Record<string, unknown>;

export function isDict(value: unknown): value is Dict {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value under a key of its own; a map from outside may have a key called like a method. */
export function ownValue(dict: Dict, key: string): unknown {
  return Object.hasOwn(dict, key) ? dict[key] : undefined;
}

/** Sets a key, whatever it is called. */
export function setValue(dict: Dict, key: string, value: unknown): void {
  Object.defineProperty(dict, key, { value, writable: true, enumerable: true, configurable: true });
}

/** In the order in which Go walks a map: by key. */
export function sortedEntries(dict: Dict): [string, unknown][] {
  return Object.entries(dict).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** Whether a condition holds: all but false, zero, nothing, and what is empty. */
export function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isDict(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** As Go prints a value in a template; nothing prints as nothing, as Helm has it. */
export function printed(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (typeof value === "number") return printedNumber(value);
  if (Array.isArray(value)) return `[${value.map(printedInside).join(" ")}]`;
  if (isDict(value)) {
    const entries = sortedEntries(value).map(([key, one]) => `${key}:${printedInside(one)}`);
    return `map[${entries.join(" ")}]`;
  }
  return typeof value === "boolean" ? String(value) : "";
}

function printedInside(value: unknown): string {
  return value === undefined || value === null ? "<nil>" : printed(value);
}

/** Go turns to an exponent at 21 digits, as JavaScript does, and writes at least two digits of it. */
function printedNumber(value: number): string {
  return String(value).replace(/e([+-])(\d)$/, "e$10$2");
}
