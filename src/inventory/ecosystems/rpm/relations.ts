/** Features of RPM itself; no package has them. */
const OF_RPM = "rpmlib(";

/**
 * What a requirement asks for: one array of alternatives for each thing that is needed. Of rich dependencies
 * (rpm.org/docs: `(a or b)`, `(a and b)`, `(a if b)`) a condition is left out: what it leads to is here or it is not.
 */
export function readRequirement(name: string): string[][] {
  if (name.startsWith(OF_RPM)) return [];
  if (!name.startsWith("(")) return [[name]];
  const needs: string[][] = [];
  let operator: string | undefined;
  let isName = true;
  for (const word of name.slice(1, name.endsWith(")") ? -1 : undefined).split(" ")) {
    if (OPERATORS.has(word)) {
      if (CONDITIONS.has(word)) break;
      operator = word;
      isName = true;
    } else if (isName && word !== "") {
      const plain = withoutBrackets(word);
      if (operator === "or") needs.at(-1)?.push(plain);
      else needs.push([plain]);
      isName = false;
    }
  }
  return needs;
}

const CONDITIONS: ReadonlySet<string> = new Set(["if", "unless", "with", "without", "else"]);
const OPERATORS: ReadonlySet<string> = new Set([...CONDITIONS, "and", "or"]);

/** `((a` → `a`, and `b)` → `b`; the brackets of `config(b)` belong to the name. */
function withoutBrackets(word: string): string {
  let plain = word;
  while (plain.startsWith("(")) plain = plain.slice(1);
  while (plain.endsWith(")") && !plain.includes("(")) plain = plain.slice(0, -1);
  return plain;
}

/** `bash-5.1.8-6.el9.src.rpm` → its name, and version with release. */
export function readSourceRpm(file: string): { name: string; version: string } | undefined {
  const stem = file.replace(/\.(?:no)?src\.rpm$/, "");
  const release = stem.lastIndexOf("-");
  const version = stem.lastIndexOf("-", release - 1);
  if (stem === file || version < 1) return undefined;
  return { name: stem.slice(0, version), version: stem.slice(version + 1) };
}
