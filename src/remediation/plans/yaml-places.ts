import type { Place } from "../../core/place.ts";
import { readYaml, type YamlDocument, type YamlFile, type YamlPath } from "../../documents/yaml/read.ts";
import type { SourceFile } from "../edits/source-file.ts";

/** A scalar that a finding points at. */
export interface YamlScalar {
  readonly document: YamlDocument;
  /** Position of the document in its file. */
  readonly index: number;
  readonly path: YamlPath;
  readonly value: string;
  /** UTF-16 offsets of the value itself, inside its quotes. */
  readonly start: number;
  readonly end: number;
  /** Offset behind the closing quote, or the same as `end`. */
  readonly outerEnd: number;
}

/** Values that are looked through in one file. */
const MOST_NODES = 100_000;

const known = new WeakMap<SourceFile, YamlFile>();

/** Undefined when it is not all YAML: then an edit could mean something else than it seems. */
export function yamlOf(file: SourceFile): YamlFile | undefined {
  const parsed = known.get(file) ?? readYaml(file.text);
  known.set(file, parsed);
  return parsed.problems.length > 0 ? undefined : parsed;
}

/** The text value that stands at a line and column; undefined when none does, or when it is shared or written with escapes. */
export function scalarAt(file: SourceFile, { line, column }: Place): YamlScalar | undefined {
  for (const [index, document] of (yamlOf(file)?.documents ?? []).entries()) {
    const path = pathTo(document, (range) => range.line === line && (column === undefined || range.column === column));
    if (path === undefined) continue;
    return asScalar(file, document, index, path);
  }
  return undefined;
}

export function asScalar(
  file: SourceFile,
  document: YamlDocument,
  index: number,
  path: YamlPath,
): YamlScalar | undefined {
  const value = path.reduce<unknown>(
    (inner, part) => (inner as Record<string | number, unknown> | undefined)?.[part],
    document.value,
  );
  const style = document.styleOf(path);
  if (typeof value !== "string" || style === undefined || style === "block" || document.isShared(path))
    return undefined;
  const range = document.rangeOf(path);
  const quote = style === "plain" ? 0 : 1;
  const [start, end] = [range.start + quote, range.end - quote];
  return file.text.slice(start, end) === value
    ? { document, index, path, value, start, end, outerEnd: range.end }
    : undefined;
}

/** The deepest value for which the test holds; shared ones are not entered. */
export function pathTo(
  document: YamlDocument,
  test: (range: ReturnType<YamlDocument["rangeOf"]>) => boolean,
): YamlPath | undefined {
  let found: YamlPath | undefined;
  let left = MOST_NODES;
  const pending: YamlPath[] = [[]];
  for (let path = pending.pop(); path !== undefined && left > 0; path = pending.pop(), left--) {
    const value = path.reduce<unknown>(
      (inner, part) => (inner as Record<string | number, unknown>)[part],
      document.value,
    );
    if (document.isShared(path)) continue;
    if (value !== null && typeof value === "object") {
      const here = path;
      const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
      for (const key of keys) pending.push([...here, key]);
    } else if (document.styleOf(path) !== undefined && test(document.rangeOf(path))) found = path;
  }
  return found;
}

/** Whether nothing but blanks or a comment follows on the line, so that a comment can be added. */
export function endsLine({ text }: SourceFile, offset: number): boolean {
  return /^(?:[ \t]*(?:\r?\n|$)|[ \t]+#)/.test(text.slice(offset, offset + 400));
}
