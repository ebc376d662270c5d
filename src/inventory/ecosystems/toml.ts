import { parse } from "smol-toml";
import { eachLine } from "./lines.ts";

/** Parses TOML; undefined when it is none. */
export function parseToml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined; // the caller says so, with the place
  }
}

/** The lines on which `[[name]]` stands, in order: those of the entries of the array that it makes. For places only. */
export function linesOfTables(text: string, name: string): number[] {
  const lines: number[] = [];
  const header = `[[${name}]]`;
  eachLine(text, (line, number) => {
    if (line.startsWith(header)) lines.push(number);
  });
  return lines;
}
