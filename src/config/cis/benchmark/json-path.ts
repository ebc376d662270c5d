import { asMap, asScalar } from "../../../documents/shape.ts";

/** A path that is not understood: what it would find is not known. */
export class BadPath extends Error {}

type Step =
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "all" }
  | { readonly kind: "at"; readonly index: number };

/** Most values that one path may find. */
const MOST = 10_000;

/**
 * What kubectl's JSONPath finds in a document, as the text that it prints; empty where nothing is there. Understood are keys,
 * `[n]`, `[*]`, `[:]`, and `{range …}{…}{'…'}{end}`. Text outside of braces is no find.
 * @throws BadPath
 */
export function textAt(template: string, document: unknown): string {
  const range = /^\{range ([^{}]+)\}(.*)\{end\}$/.exec(template.trim());
  if (range === null) return printedAt(template, document, "");
  const [, path = "", inside = ""] = range;
  const separator = /\{'([^']*)'\}$/.exec(inside)?.[1] ?? "";
  const each = inside.replace(/\{'[^']*'\}$/, "");
  return valuesAt(path, document)
    .map((value) => `${printedAt(each === "{}" ? "{@}" : each, value, separator)}${separator}`)
    .join("");
}

function printedAt(template: string, document: unknown, separator: string): string {
  const inBraces = [...template.matchAll(/\{([^{}]*)\}/g)].map(([, path = ""]) => path);
  if (inBraces.length === 0 && !template.startsWith(".")) throw new BadPath(template);
  const paths = inBraces.length === 0 ? [template] : inBraces;
  return paths
    .map((path) => valuesAt(path, document).map(printed).join(" "))
    .filter(Boolean)
    .join(separator);
}

function valuesAt(path: string, document: unknown): unknown[] {
  let values: unknown[] = [document];
  for (const step of stepsOf(path)) {
    values = values.flatMap((value): unknown[] => {
      if (step.kind === "key") {
        const map = asMap(value);
        return map !== undefined && Object.hasOwn(map, step.key) ? [map[step.key]] : [];
      }
      if (step.kind === "all") return Array.isArray(value) ? value : Object.values(asMap(value) ?? {});
      const found: unknown = Array.isArray(value) ? value.at(step.index) : undefined;
      return found === undefined ? [] : [found];
    });
    if (values.length > MOST) throw new BadPath(`${path} finds more than ${MOST} values`);
  }
  return values;
}

function stepsOf(path: string): Step[] {
  const steps: Step[] = [];
  let rest = path.trim().replace(/^[$@]/, "");
  while (rest !== "") {
    const found = /^(?:\.([\w/-]+)|\.\*|\[(\*|:|-?\d+|'[^']*'|"[^"]*")\])/.exec(rest);
    if (found === null) throw new BadPath(path);
    const [all, key, inBrackets] = found;
    if (key !== undefined) steps.push({ kind: "key", key });
    else if (inBrackets === undefined || inBrackets === "*" || inBrackets === ":") steps.push({ kind: "all" });
    else if (/^["']/.test(inBrackets)) steps.push({ kind: "key", key: inBrackets.slice(1, -1) });
    else steps.push({ kind: "at", index: Number(inBrackets) });
    rest = rest.slice(all.length);
  }
  return steps;
}

function printed(value: unknown): string {
  return asScalar(value) ?? (value === null || value === undefined ? "" : JSON.stringify(value));
}
