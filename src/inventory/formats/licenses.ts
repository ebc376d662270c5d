import deprecated from "spdx-license-ids/deprecated.json" with { type: "json" };
import current from "spdx-license-ids/index.json" with { type: "json" };

const IDS: ReadonlySet<string> = new Set([...current, ...deprecated]);

/** A licence as a document says it: an id of the SPDX list, an expression over such ids, or a name in somebody's words. */
export type License =
  | { readonly kind: "id" | "expression"; readonly text: string }
  | { readonly kind: "name"; readonly text: string };

/** Only what stands in the SPDX list is called an id: consumers reject a document with an unknown one. */
export function readLicense(text: string): License {
  if (IDS.has(text)) return { kind: "id", text };
  return { kind: isExpression(text) ? "expression" : "name", text };
}

/** More words than any licence needs; bounds the nesting of brackets. */
const MAX_WORDS = 200;

/** Whether it is an SPDX licence expression (spec 2.3, annex D) of known ids: `(MIT OR Apache-2.0) AND BSD-3-Clause`. */
function isExpression(text: string): boolean {
  if (text.length > 4096) return false;
  const words = text.replaceAll("(", " ( ").replaceAll(")", " ) ").split(" ").filter(Boolean);
  if (words.length === 0 || words.length > MAX_WORDS) return false;
  const end = afterExpression(words, 0);
  return end === words.length;
}

/** The position behind the expression that begins at `at`, or -1. */
function afterExpression(words: readonly string[], at: number): number {
  let next = afterTerm(words, at);
  while (next !== -1 && (words[next] === "AND" || words[next] === "OR")) next = afterTerm(words, next + 1);
  return next;
}

function afterTerm(words: readonly string[], at: number): number {
  if (words[at] === "(") {
    const end = afterExpression(words, at + 1);
    return end !== -1 && words[end] === ")" ? end + 1 : -1;
  }
  if (!isLicense(words[at] ?? "")) return -1;
  if (words[at + 1] !== "WITH") return at + 1;
  return /^[A-Za-z0-9.-]+$/.test(words[at + 2] ?? "") ? at + 3 : -1;
}

function isLicense(word: string): boolean {
  if (/^(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+$/.test(word)) return true;
  return IDS.has(word) || (word.endsWith("+") && IDS.has(word.slice(0, -1)));
}
