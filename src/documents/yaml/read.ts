import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseAllDocuments,
  visit,
  type YAMLMap,
} from "yaml";
import type { OpenFile } from "../../core/reader.ts";

/** Longest text in UTF-16 units that is parsed: parsing costs about 0.5 s for 1 MiB. */
const LONGEST = 8 * 1024 * 1024;

/** The way to a value: keys of maps and indexes of lists. */
export type YamlPath = readonly (string | number)[];

/** Where a value stands: lines and columns count from 1; `start` and `end` are UTF-16 offsets into the text. */
export interface YamlRange {
  readonly line: number;
  readonly column: number;
  readonly start: number;
  readonly end: number;
}

export interface YamlProblem {
  readonly message: string;
  readonly line: number;
}

/** One document of a YAML stream, as plain values with the places they stand at. */
export interface YamlDocument {
  /** Maps, lists, strings, numbers, booleans and null; aliases resolved. */
  readonly value: unknown;
  /** Where the value at `path` stands, else where the nearest enclosing one does. */
  rangeOf(path: YamlPath): YamlRange;
  /** Where the key that ends `path` stands, else as `rangeOf`. */
  keyRangeOf(path: YamlPath): YamlRange;
  /** How the scalar at `path` is written, to edit it in kind; undefined for what is no scalar. */
  styleOf(path: YamlPath): "plain" | "single" | "double" | "block" | undefined;
  /** Whether an alias, an anchor or a merge key lies on the way: then an edit here changes other places, too. */
  isShared(path: YamlPath): boolean;
  /** Keys that stand twice in one map, each second one with its line: readers differ in which of them counts. */
  repeatedKeys(): readonly { readonly key: string; readonly line: number }[];
  readonly range: YamlRange;
}

export interface YamlFile {
  readonly documents: readonly YamlDocument[];
  /** What is not YAML. A file with problems was not fully understood. */
  readonly problems: readonly YamlProblem[];
}

const known = new WeakMap<OpenFile, YamlFile>();

/** Reads a file's YAML once, however many readers ask. */
export function readYamlFile(file: OpenFile): YamlFile {
  let parsed = known.get(file);
  if (parsed === undefined) {
    parsed = readYaml(file.text());
    known.set(file, parsed);
  }
  return parsed;
}

/**
 * Reads the documents of a stream one after the other and lets each go again, those alone whose text is wanted: a
 * manifest of many megabytes then costs no more memory than its largest document.
 */
export function* readYamlDocuments(text: string, wants: (text: string) => boolean): Generator<YamlFile> {
  let start = 0;
  let line = 0;
  for (const { index } of text.matchAll(/^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm)) {
    const part = text.slice(start, index);
    if (part !== "" && wants(part)) yield readYaml(part, { offset: start, line });
    line += countLines(part);
    start = index;
  }
  const last = text.slice(start);
  if (last !== "" && wants(last)) yield readYaml(last, { offset: start, line });
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}

/** Where a piece of a text begins in the whole: added to every place. */
interface Origin {
  readonly offset: number;
  readonly line: number;
}

/** Reads a stream of YAML 1.2 documents. Never throws: what is wrong stands in `problems`. */
export function readYaml(text: string, origin: Origin = { offset: 0, line: 0 }): YamlFile {
  if (text.length > LONGEST)
    return { documents: [], problems: [{ message: `longer than ${LONGEST} characters`, line: 1 }] };
  const lines = new LineCounter();
  try {
    const parsed = parseAllDocuments(text, {
      lineCounter: lines,
      strict: false,
      uniqueKeys: false,
      logLevel: "silent",
    });
    const documents = (Array.isArray(parsed) ? parsed : []) as Document.Parsed[];
    return {
      documents: documents.map((document) => asDocument(document, lines, origin)),
      problems: documents.flatMap(({ errors }) =>
        errors.map(({ message, pos }) => ({
          message: firstLine(message),
          line: lines.linePos(pos[0]).line + origin.line,
        })),
      ),
    };
  } catch (error) {
    return {
      documents: [],
      problems: [{ message: error instanceof Error ? firstLine(error.message) : "unreadable", line: 1 }],
    };
  }
}

function asDocument(document: Document.Parsed, lines: LineCounter, origin: Origin): YamlDocument {
  const rangeAt = (node: unknown): YamlRange => {
    const range = isNode(node) ? node.range : undefined;
    const [start, end] = range ?? [document.range[0], document.range[1]];
    const { line, col } = lines.linePos(start);
    return { line: line + origin.line, column: col, start: start + origin.offset, end: end + origin.offset };
  };
  return {
    value: plainValue(document),
    rangeOf: (path) => rangeAt(nodeAt(document, path)),
    keyRangeOf: (path) => rangeAt(keyAt(document, path) ?? nodeAt(document, path)),
    styleOf: (path) => styleOf(exactNode(document, path)),
    isShared: (path) => path.some((_, depth) => isSharedNode(exactNode(document, path.slice(0, depth + 1)))),
    repeatedKeys: () => repeatedKeys(document).map(({ key, node }) => ({ key, line: rangeAt(node).line })),
    range: rangeAt(document.contents),
  };
}

/** Repeated keys that are told one by one. */
const MOST_REPEATED = 20;

function repeatedKeys(document: Document.Parsed): { key: string; node: unknown }[] {
  const repeated: { key: string; node: unknown }[] = [];
  visit(document, {
    Map: (_, map) => {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key) || key.value === "<<") continue;
        if (seen.has(key.value) && repeated.length < MOST_REPEATED)
          repeated.push({ key: String(key.value), node: key });
        seen.add(key.value);
      }
    },
  });
  return repeated;
}

/** Aliases may unfold to at most 100 times the nodes that were written: more is an attack. */
function plainValue(document: Document.Parsed): unknown {
  return document.toJS({ maxAliasCount: 100 });
}

function nodeAt(document: Document.Parsed, path: YamlPath): unknown {
  for (let depth = path.length; depth > 0; depth--) {
    const node = exactNode(document, path.slice(0, depth));
    if (isNode(node)) return node;
  }
  return document.contents;
}

function exactNode(document: Document, path: YamlPath): unknown {
  let node: unknown = document.contents;
  for (const part of path) {
    if (isMap(node)) node = pairOf(node, part)?.value;
    else if (isSeq(node)) node = node.items[Number(part)];
    else return undefined;
  }
  return node ?? undefined;
}

/** Maps with more entries than this are looked up by an index: a file may hold ten thousand jobs. */
const SMALL = 16;

const indexes = new WeakMap<YAMLMap, Map<unknown, Pair>>();

/** The first entry of a map with this key. */
function pairOf(map: YAMLMap, key: string | number): Pair | undefined {
  if (map.items.length <= SMALL) return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
  let index = indexes.get(map);
  if (index === undefined) {
    index = new Map();
    for (const pair of map.items) if (isScalar(pair.key) && !index.has(pair.key.value)) index.set(pair.key.value, pair);
    indexes.set(map, index);
  }
  return index.get(key);
}

function keyAt(document: Document.Parsed, path: YamlPath): unknown {
  const parent = exactNode(document, path.slice(0, -1));
  if (!isMap(parent)) return undefined;
  return pairOf(parent, path.at(-1) ?? "")?.key;
}

function styleOf(node: unknown): "plain" | "single" | "double" | "block" | undefined {
  if (!isScalar(node)) return undefined;
  switch (node.type) {
    case "QUOTE_SINGLE":
      return "single";
    case "QUOTE_DOUBLE":
      return "double";
    case "BLOCK_FOLDED":
    case "BLOCK_LITERAL":
      return "block";
    default:
      return "plain";
  }
}

function isSharedNode(node: unknown): boolean {
  if (isAlias(node)) return true;
  if (isScalar(node) || isCollection(node)) return node.anchor !== undefined;
  return false;
}

function firstLine(message: string): string {
  return message.split("\n")[0]?.replace(/ at line \d+, column \d+:?$/, "") ?? "";
}
