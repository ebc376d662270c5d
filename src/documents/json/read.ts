import { readYaml, type YamlPath } from "../yaml/read.ts";

/** A JSON text with the places of its values, or what keeps it from being one. */
export type JsonFile =
  | { readonly value: unknown; readonly at: (path: YamlPath) => { readonly line: number; readonly column: number } }
  | { readonly problem: string; readonly line: number };

/**
 * Reads JSON as strictly as the programs that are set by it: a comment or a comma too many is a problem, and so is a key
 * that stands twice, for readers differ in which one counts. A problem's message holds nothing of the text.
 */
export function readJson(text: string): JsonFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: "not JSON", line: lineIn(error) };
  }
  // JSON is YAML, whose reader knows places.
  const { documents, problems } = readYaml(text);
  const [document] = documents;
  if (document === undefined || problems.length > 0)
    return { problem: "JSON in which no places are found", line: problems[0]?.line ?? 1 };
  const [repeated] = document.repeatedKeys();
  if (repeated !== undefined) return { problem: "a key stands twice in one map", line: repeated.line };
  return {
    value,
    at: (path) => {
      const { line, column } = document.keyRangeOf(path);
      return { line, column };
    },
  };
}

/** Node says where in brackets, for most mistakes. */
function lineIn(error: unknown): number {
  const line = error instanceof Error ? /\(line (\d+) column \d+\)$/.exec(error.message)?.[1] : undefined;
  return line === undefined ? 1 : Number(line);
}
