import type { Edit } from "../../core/fix.ts";
import type { YamlDocument, YamlPath } from "../../documents/yaml/read.ts";
import { lineStart, type SourceFile } from "./source-file.ts";

/**
 * Puts one or more `key: value` in front of a map's other entries, in the map's own notation. Undefined where that would not be
 * plain to see: an indentation with tabs, a first key that shares its line.
 * @param map the way to a map that is there, and shared with nobody
 */
export function firstEntry(
  file: SourceFile,
  document: YamlDocument,
  map: YamlPath,
  ...entries: readonly string[]
): Omit<Edit, "path"> | undefined {
  const { start, end } = document.rangeOf(map);
  const insert = (from: number, to: number, replacement: string) => ({
    start: file.byteAt(from),
    end: file.byteAt(to),
    replacement,
  });
  if (/^\{\s*\}$/.test(file.text.slice(start, end))) return insert(start, end, `{ ${entries.join(", ")} }`);
  if (file.text[start] === "{") return insert(start + 1, start + 1, ` ${entries.join(", ")},`);
  const indent = file.text.slice(lineStart(file, start), start);
  if (!/^ +$/.test(indent)) return undefined;
  return insert(start, start, entries.map((entry) => `${entry}${file.newline}${indent}`).join(""));
}

/** Whether one of the maps and lists on the way is written with braces, so that a plain value may hold none. */
export function isInFlow({ text }: SourceFile, document: YamlDocument, path: YamlPath): boolean {
  return path.some((_, depth) => /[[{]/.test(text.charAt(document.rangeOf(path.slice(0, depth)).start)));
}
