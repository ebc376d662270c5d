import { eachLine } from "../lines.ts";

/** One line of a file that is nested by its indentation. */
export interface IndentedLine {
  readonly number: number;
  /** Blanks in front. */
  readonly indent: number;
  /** Unquoted. */
  readonly key: string;
  /** Unquoted; empty where the value is what follows, indented deeper. */
  readonly value: string;
}

/**
 * Calls `take` with each `key: value` line of a lock file as pnpm writes them, which is a small part of YAML: no
 * anchors, no values over several lines. Items of lists are passed over. Answers the first line that is neither.
 */
export function eachIndented(text: string, take: (line: IndentedLine) => void): number | undefined {
  let unknown: number | undefined;
  eachLine(text, (line, number) => {
    const content = line.trimStart();
    if (content === "" || content.startsWith("#") || content.startsWith("- ") || content === "-") return;
    const pair = content === "---" ? { key: "---", value: "" } : splitPair(content);
    if (pair === undefined) unknown ??= number;
    else take({ number, indent: line.length - content.length, ...pair });
  });
  return unknown;
}

function splitPair(content: string): { key: string; value: string } | undefined {
  const quote = content[0];
  if (quote === "'" || quote === '"') {
    const end = content.indexOf(`${quote}:`, 1);
    return end === -1 ? undefined : { key: content.slice(1, end), value: unquoted(content.slice(end + 2)) };
  }
  const separator = content.indexOf(": ");
  const end = separator !== -1 ? separator : content.endsWith(":") ? content.length - 1 : -1;
  return end < 1 || quote === "?" ? undefined : { key: content.slice(0, end), value: unquoted(content.slice(end + 1)) };
}

function unquoted(written: string): string {
  const value = written.trim();
  const quote = value[0];
  const isQuoted = value.length > 1 && (quote === "'" || quote === '"') && value.endsWith(quote);
  return isQuoted ? value.slice(1, -1) : value;
}
