/** One thing in a document that is not as it should be. */
export interface Fault {
  /** As in JavaScript, also for a document in XML or tags: `components[3].licenses[0].license.id`; empty for the whole. */
  readonly path: string;
  readonly problem: string;
}

/** More than anybody reads; all are counted. */
const MOST = 1000;

/** What is wrong in a document, in the order in which it was found. */
export class Faults {
  readonly list: Fault[] = [];
  total = 0;

  add(path: string, problem: string): void {
    this.total++;
    if (this.list.length < MOST) this.list.push({ path, problem });
  }

  /** The text at `path`; a fault when something else stands there, or nothing where `demanded`. */
  text(value: unknown, path: string, demanded: boolean): string | undefined {
    if (typeof value === "string" && (value !== "" || !demanded)) return value;
    if (value === undefined && !demanded) return undefined;
    this.add(
      path,
      value === undefined ? "is missing" : value === null ? "is null" : value === "" ? "is empty" : "is no text",
    );
    return undefined;
  }

  /** The items at `path`, none where nothing stands there. */
  items(value: unknown, path: string): readonly unknown[] {
    if (Array.isArray(value)) return value;
    if (value !== undefined) this.add(path, value === null ? "is null" : "is no list");
    return [];
  }
}

/** Which refs a document has, so that one that is used twice or leads nowhere is seen. */
export class Refs {
  readonly #seen = new Set<string>();
  readonly #faults: Faults;
  readonly #elsewhere: ReadonlySet<string>;

  /** `elsewhere` are refs of parts that are not looked at: they may be used. */
  constructor(faults: Faults, elsewhere: ReadonlySet<string> = new Set()) {
    this.#faults = faults;
    this.#elsewhere = elsewhere;
  }

  define(ref: string, path: string): void {
    if (this.#seen.has(ref)) this.#faults.add(path, `${quoted(ref)} is here a second time`);
    this.#seen.add(ref);
  }

  use(ref: unknown, path: string): void {
    const text = this.#faults.text(ref, path, true);
    if (text !== undefined && !this.#seen.has(text) && !this.#elsewhere.has(text))
      this.#faults.add(path, `${quoted(text)} is nothing in this document`);
  }
}

/** A word of the document, short enough for a line. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text);
}
