import { eachLine } from "../lines.ts";

/** One stanza of a control file: the fields that were asked for, their lines joined by a blank. */
export interface Stanza {
  /** Line of its first field, from 1. */
  readonly line: number;
  readonly fields: ReadonlyMap<string, string>;
}

export interface ControlFile {
  readonly stanzas: Stanza[];
  /** Lines that are neither a field nor the continuation of one. */
  readonly broken: number[];
}

/** Reads a file of stanzas as `deb-control(5)` describes it, keeping the named fields. */
export function readControl(text: string, wanted: ReadonlySet<string>): ControlFile {
  const stanzas: Stanza[] = [];
  const broken: number[] = [];
  let fields = new Map<string, string[]>();
  let start = 0;
  let open: string[] | undefined;
  const close = () => {
    if (start > 0) {
      stanzas.push({ line: start, fields: new Map([...fields].map(([name, parts]) => [name, parts.join(" ")])) });
    }
    fields = new Map();
    start = 0;
    open = undefined;
  };
  eachLine(text, (line, number) => {
    if (line.trim() === "") return close();
    if (line.startsWith(" ") || line.startsWith("\t")) {
      if (start === 0) broken.push(number);
      open?.push(line.trim());
      return;
    }
    const colon = line.indexOf(":");
    if (colon < 1) {
      broken.push(number);
      return;
    }
    if (start === 0) start = number;
    const name = line.slice(0, colon);
    open = wanted.has(name) ? [line.slice(colon + 1).trim()] : undefined;
    if (open !== undefined) fields.set(name, open);
  });
  close();
  return { stanzas, broken };
}
