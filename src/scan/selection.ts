import type { Analyzer } from "../core/analyzer.ts";
import { nearest, WaybillError } from "../core/errors.ts";

/** Words for `--only` and `--skip`: a room, an analyzer or a rule. */
export interface Selection {
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

export const EVERYTHING: Selection = { only: [], skip: [] };

/** The analyzers to run, in their own order, and which of them speak in the report. */
export interface Chosen {
  readonly analyzers: readonly Analyzer[];
  reports(analyzer: Analyzer): boolean;
  reportsRule(rule: string): boolean;
}

export function choose(analyzers: readonly Analyzer[], { only, skip }: Selection): Chosen {
  for (const word of [...only, ...skip]) requireKnown(word, analyzers);
  const wanted = new Set(
    analyzers.filter((analyzer) => isWanted(analyzer, only) && !names(analyzer).some((name) => skip.includes(name))),
  );
  const running = new Set([...wanted].flatMap((analyzer) => [analyzer.id, ...(analyzer.needs ?? [])]));
  return {
    analyzers: analyzers.filter(({ id }) => running.has(id)),
    reports: (analyzer) => wanted.has(analyzer),
    reportsRule: (rule) => !skip.includes(rule) && (only.length === 0 || speaksFor(rule, only, wanted)),
  };
}

function isWanted(analyzer: Analyzer, only: readonly string[]): boolean {
  if (only.length === 0) return true;
  return [...names(analyzer), ...analyzer.rules.map(({ id }) => id)].some((name) => only.includes(name));
}

function speaksFor(rule: string, only: readonly string[], wanted: ReadonlySet<Analyzer>): boolean {
  if (only.includes(rule)) return true;
  return [...wanted].some(
    (analyzer) => names(analyzer).some((name) => only.includes(name)) && rule.startsWith(`${analyzer.room}/`),
  );
}

function names(analyzer: Analyzer): string[] {
  return [analyzer.room, analyzer.id];
}

function requireKnown(word: string, analyzers: readonly Analyzer[]): void {
  const known = new Set(analyzers.flatMap((analyzer) => [...names(analyzer), ...analyzer.rules.map(({ id }) => id)]));
  if (known.has(word)) return;
  const near = nearest(word, [...known]);
  throw new WaybillError(
    "call/unknown-room-or-rule",
    `There is no room or rule called "${word}".`,
    near === undefined ? "`waybill explain` lists the rooms and their rules." : `Did you mean ${near}?`,
  );
}
