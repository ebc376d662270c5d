import { eachLine } from "../lines.ts";

/** One `key: value` of a YAML file that fits in one line. */
export interface YamlLine {
  readonly number: number;
  /** Blanks in front of the key, those and the hyphens of a list's item included. */
  readonly indent: number;
  readonly key: string;
  /** Unquoted, without a comment. */
  readonly value: string;
}

/**
 * Calls `take` with each pair that stands in one line, at any depth, without parsing the rest: block scalars (`run: |`)
 * are passed over, and so is what stands in braces on one line.
 */
export function eachYamlLine(text: string, take: (line: YamlLine) => void): void {
  let blockIndent = -1;
  eachLine(text, (line, number) => {
    const content = line.trimStart();
    if (content === "" || content.startsWith("#")) return;
    const start = line.length - content.length;
    if (blockIndent >= 0 && start > blockIndent) return;
    blockIndent = -1;
    const pair = /^((?:-\s{1,20})*)(["']?)([A-Za-z_][\w.-]{0,100})\2\s{0,10}:(?:\s+(.*))?$/.exec(content);
    if (pair === null) return;
    const [, hyphens = "", , key = "", written = ""] = pair;
    if (/^[|>][-+0-9]{0,2}\s*(?:#.*)?$/.test(written)) blockIndent = start + hyphens.length;
    else take({ number, indent: start + hyphens.length, key, value: plain(written) });
  });
}

function plain(written: string): string {
  const quote = written[0];
  if (quote === '"' || quote === "'") {
    const end = written.indexOf(quote, 1);
    return end === -1 ? "" : written.slice(1, end);
  }
  const comment = /\s#/.exec(written);
  return (comment === null ? written : written.slice(0, comment.index)).trim();
}
