import { WaybillError } from "../../../core/errors.ts";
import { readPurl } from "../../../core/purl.ts";
import { baseOf } from "./store-bill.ts";
import { readRange, type VersionRange } from "./version-range.ts";

/** What somebody looks for. */
export interface Query {
  readonly by: "base" | "name";
  /** A package URL without version, or a name: whole, or its last part. */
  readonly text: string;
  /** Of the package URL: all of them must be the same. */
  readonly qualifiers: Readonly<Record<string, string>>;
  readonly range?: VersionRange;
}

const LONGEST = 1000;

/** Reads `lodash`, `@scope/name@<2`, `group:artifact@1.2`, `pkg:npm/lodash@>=4 <4.17.21`. @throws WaybillError */
export function readQuery(text: string): Query {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > LONGEST)
    throw new WaybillError(
      "call/wrong-query",
      trimmed === "" ? "There is nothing to look for." : "What to look for is longer than a thousand characters.",
      "Write a name or a package URL, with @ and a version or range behind it where one is meant.",
    );
  // A scope's @ stands at the beginning of a name, or behind the type of a package URL.
  const at = trimmed.indexOf("@", trimmed.startsWith("pkg:") ? trimmed.indexOf("/") + 2 : 1);
  const head = at === -1 ? trimmed : trimmed.slice(0, at);
  const { range, query } = at === -1 ? { range: "", query: "" } : splitQualifiers(trimmed.slice(at + 1));
  const bounds = range === "" ? {} : { range: readRange(decoded(range)) };
  if (!trimmed.startsWith("pkg:")) return { by: "name", text: head, qualifiers: {}, ...bounds };
  const parts = readPurl(`${head}${query}`);
  if (parts === undefined)
    throw new WaybillError(
      "call/wrong-query",
      `"${head}" is no package URL.`,
      "One is written pkg:TYPE/NAMESPACE/NAME@VERSION.",
    );
  return { by: "base", text: baseOf(head), qualifiers: parts.qualifiers ?? {}, ...bounds };
}

/** `1.2?arch=amd64` */
function splitQualifiers(text: string): { range: string; query: string } {
  const mark = text.indexOf("?");
  return mark === -1 ? { range: text, query: "" } : { range: text.slice(0, mark), query: text.slice(mark) };
}

/** In a package URL a version is written with escapes. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
