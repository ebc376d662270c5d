import type { Place } from "../../core/place.ts";
import type { Chunk, Origin } from "../../documents/go-template/evaluate.ts";
import { asMap } from "../../documents/shape.ts";
import type { Chart, ValuesFile } from "./charts.ts";
import type { RenderedTemplate } from "./render-chart.ts";

/** Where a line and column of what was rendered come from. */
export interface Source {
  /** In the template. */
  readonly at: Place;
  /** In the values, where one of them made it. */
  readonly value: Place | undefined;
}

/** @param line of the rendered text, counted from 1 */
export type FindSource = (line: number, column: number) => Source;

/** Values of a rendering, from the one that wins to the one below. */
export interface ValuesInForce {
  readonly root: Chart;
  readonly files: readonly ValuesFile[];
}

/** @returns for a place in a rendered text where it stands in the chart's files */
export function sourcesOf(
  { file, chunks }: RenderedTemplate,
  inForce: ValuesInForce,
): { text: string; find: FindSource } {
  const starts: number[] = [];
  let text = "";
  for (const chunk of chunks) {
    starts.push(text.length);
    text += chunk.text;
  }
  const lines = lineStarts(text);
  const own = lineStarts(file.text);
  const isPacked = file.path !== file.at.path;
  const find: FindSource = (line, column) => {
    const offset = (lines[line - 1] ?? 0) + column - 1;
    const index = lastAtMost(starts, offset);
    const chunk = chunks[index];
    if (chunk === undefined) return { at: { ...file.at, line: 1 }, value: undefined };
    const at = chunk.literal ? chunk.at + offset - (starts[index] ?? 0) : chunk.at;
    const end = lines[line] ?? text.length;
    const rendered = text.slice(lines[line - 1] ?? 0, end);
    const making = madeBy(chunks, starts, index, end);
    return {
      at: isPacked ? file.at : placed(file.at, own, at),
      value: making && valuePlace(making, keyIn(rendered), inForce),
    };
  };
  return { text, find };
}

/** The chunk itself, else the first that an action made on the rest of the line. */
function madeBy(chunks: readonly Chunk[], starts: readonly number[], from: number, end: number): Chunk | undefined {
  for (let index = from; index < chunks.length && (starts[index] ?? 0) < end; index++)
    if (chunks[index]?.literal === false) return chunks[index];
  return undefined;
}

function keyIn(line: string): string {
  return /^[\s-]*["']?([\w./-]{1,100})["']?\s*:/.exec(line)?.[1] ?? "";
}

/** Of the values that an action read, the one that is called as the line's key is, else the only one. */
function valuePlace({ reads }: Chunk, key: string, inForce: ValuesInForce): Place | undefined {
  const ways = reads.flatMap((way) => [way, ...below(valueAt(way, inForce), key, way, 0)]);
  const chosen =
    ways.find((way) => way.at(-1) === key) ??
    ways.find((way) => way.includes(key)) ??
    (reads.length === 1 ? reads[0] : undefined);
  return chosen && placeOf(chosen, inForce);
}

/** How deep a map of values is searched for a key. */
const DEEPEST = 6;

function below(value: unknown, key: string, way: Origin, depth: number): Origin[] {
  const map = asMap(value);
  if (map === undefined || depth > DEEPEST) return [];
  if (Object.hasOwn(map, key)) return [[...way, key]];
  return Object.entries(map).flatMap(([name, one]) => below(one, key, [...way, name], depth + 1));
}

/** The files that may set a value, with the way to it in each: those of the root chart first, then the dependencies'. */
function* candidates(way: Origin, { root, files }: ValuesInForce): Iterable<{ file: ValuesFile; way: Origin }> {
  for (const file of files) yield { file, way };
  let [chart, rest]: [Chart | undefined, Origin] = [root, way];
  while (chart !== undefined && rest.length > 0) {
    const [key, ...more] = rest;
    chart = chart.dependencies.find((dependency) => dependency.key === key)?.chart;
    rest = more;
    if (chart?.values !== undefined) yield { file: chart.values, way: rest };
  }
}

function valueAt(way: Origin, inForce: ValuesInForce): unknown {
  for (const { file, way: its } of candidates(way, inForce)) {
    const value = valueIn(file, its);
    if (value !== undefined) return value;
  }
  return undefined;
}

function valueIn({ value }: ValuesFile, way: Origin): unknown {
  return way.reduce<unknown>((at, key) => (Array.isArray(at) ? at[Number(key)] : asMap(at)?.[key]), value);
}

function placeOf(way: Origin, inForce: ValuesInForce): Place | undefined {
  for (const { file, way: its } of candidates(way, inForce)) {
    if (valueIn(file, its) === undefined || file.document === undefined) continue;
    if (file.file.path !== file.file.at.path) return file.file.at; // packed
    const { line, column } = file.document.keyRangeOf(its);
    return { ...file.file.at, line, column };
  }
  return undefined;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function lastAtMost(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function placed(place: Place, starts: readonly number[], offset: number): Place {
  const line = lastAtMost(starts, offset);
  return { ...place, line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
}
