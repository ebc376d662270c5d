import { deflateRawSync, inflateRawSync } from "node:zlib";
import * as z from "zod";
import { Severity } from "../../core/severity.ts";
import { State } from "../state.ts";

/** Where a range begins or ends. */
export interface Bound {
  readonly type: "introduced" | "fixed" | "last_affected";
  readonly at: string;
}

/** Which versions of one package a record means: those listed, and those in a range. */
export interface AffectedPart {
  readonly ranges: readonly (readonly Bound[])[];
  readonly versions: readonly string[];
  /** What the distributor says, where it says more than its ranges. */
  readonly state?: State;
  /** The distributor's own words for it. */
  readonly note?: string;
  /** How grave the distributor finds it in this package. */
  readonly severity?: Severity;
  /** Of a Go module: the import paths in which the hole lies, and the functions where they are named. */
  readonly imports?: readonly { readonly path: string; readonly symbols: readonly string[] }[];
  /** It names commits alone, which no installed package shows. */
  readonly onlyCommits?: boolean;
}
export type Affected = readonly AffectedPart[];

/** Most records of malware mean every version; they are a third of all rows. */
const EVERY_VERSION = "*";

/** Above this many characters the text is deflated. */
const LONG = 400;

/** Nothing that we wrote unpacks to more. */
const LARGEST = 16 * 1024 * 1024;

const Part = z.object({
  r: z.array(z.array(z.string())).optional(),
  v: z.array(z.string()).optional(),
  s: State.optional(),
  n: z.string().optional(),
  g: Severity.optional(),
  c: z.literal(1).optional(),
  /** Each an import path and its symbols. */
  i: z.array(z.array(z.string()).min(1)).optional(),
});

const LETTERS = { introduced: "i", fixed: "f", last_affected: "l" } as const;
const TYPES: Readonly<Record<string, Bound["type"]>> = { i: "introduced", f: "fixed", l: "last_affected" };

/** The form in which it is stored: short, because there are half a million of them. */
export function packAffected(affected: Affected): string | Buffer {
  const parts = affected.map(({ ranges, versions, state, note, severity, onlyCommits, imports }) => ({
    ...(ranges.length > 0 && { r: ranges.map((bounds) => bounds.map(({ type, at }) => LETTERS[type] + at)) }),
    ...(versions.length > 0 && { v: versions }),
    ...(state !== undefined && { s: state }),
    ...(note !== undefined && { n: note }),
    ...(severity !== undefined && { g: severity }),
    ...(onlyCommits === true && { c: 1 }),
    ...(imports !== undefined && { i: imports.map(({ path, symbols }) => [path, ...symbols]) }),
  }));
  const text = JSON.stringify(parts);
  if (text === '[{"r":[["i0"]]}]') return EVERY_VERSION;
  return text.length > LONG ? deflateRawSync(text) : text;
}

export function unpackAffected(packed: unknown): Affected {
  if (packed === EVERY_VERSION) return [{ ranges: [[{ type: "introduced", at: "0" }]], versions: [] }];
  const text =
    packed instanceof Uint8Array ? inflateRawSync(packed, { maxOutputLength: LARGEST }).toString("utf8") : packed;
  const parts = z.array(Part).parse(JSON.parse(z.string().parse(text)));
  return parts.map(({ r = [], v = [], s, n, g, c, i }) => ({
    ranges: r.map((bounds) => bounds.map(asBound)),
    versions: v,
    ...(s !== undefined && { state: s }),
    ...(n !== undefined && { note: n }),
    ...(g !== undefined && { severity: g }),
    ...(c !== undefined && { onlyCommits: true }),
    ...(i !== undefined && { imports: i.map(([path = "", ...symbols]) => ({ path, symbols })) }),
  }));
}

function asBound(text: string): Bound {
  const type = TYPES[text.charAt(0)];
  if (type === undefined) throw new Error(`the advisory database holds a bound of no kind: ${text}`);
  return { type, at: text.slice(1) };
}
