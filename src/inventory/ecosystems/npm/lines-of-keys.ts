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
