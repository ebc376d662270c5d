import { eachLine } from "../lines.ts";

/**
 * The line on which each key of an object stands, as npm formats its files: one key a line, indented by `indent`.
 * For places in findings only; a file formatted otherwise has no lines.
 */
export function linesOfKeys(text: string, indent: string): Map<string, number> {
  const lines = new Map<string, number>();
  const start = `${indent}"`;
  eachLine(text, (line, number) => {
    if (!line.startsWith(start) || !line.endsWith('": {')) return;
    const key = line.slice(start.length, -'": {'.length);
    if (!lines.has(key)) lines.set(key, number);
  });
  return lines;
}

/**
 * The line on which each package of a tree of `dependencies` stands, by the way to it: `/node_modules/a/node_modules/b`.
 * npm indents each level by what the first one is indented by.
 */
export function linesInTree(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  const open: { readonly indent: number; readonly name: string }[] = [];
  eachLine(text, (line, number) => {
    if (!line.endsWith('": {')) return;
    const indent = line.indexOf('"');
    if (indent < 1 || line.slice(0, indent).trim() !== "") return;
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
    open.push({ indent, name: line.slice(indent + 1, -'": {'.length) });
    const isPackage = open.length % 2 === 0 && open.length <= DEEPEST;
    if (!isPackage || open.some(({ name }, at) => at % 2 === 0 && name !== "dependencies")) return;
    const path = open.filter((_, at) => at % 2 === 1).map(({ name }) => `/node_modules/${name}`);
    lines.set(path.join(""), number);
  });
  return lines;
}

/** Of trees that are deeper, the lines further down are not kept. */
const DEEPEST = 64;
