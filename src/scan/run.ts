import { createHash } from "node:crypto";
import type { Analyzer, FactBook, Look, Outcome } from "../core/analyzer.ts";
import type { Component, ComponentFact } from "../core/component.ts";
import type { Configuration } from "../core/configuration.ts";
import type { Fact } from "../core/fact.ts";
import type { JudgedFinding } from "../core/finding.ts";
import type { Coverage, CoverageStatus, Gap } from "../core/gap.ts";
import { identityKeyOf } from "../core/identity.ts";
import { digestMismatch } from "../core/image.ts";
import { mergeFindings } from "../core/judge.ts";
import type { Limits } from "../core/limits.ts";
import type { Network } from "../core/network.ts";
import { compareCoverage, compareText } from "../core/order.ts";
import type { Reader } from "../core/reader.ts";
import type { Room } from "../core/room.ts";
import type { AnyRule } from "../core/rule.ts";
import type { Opened, Stratum } from "../core/source.ts";
import type { LayerCache } from "./cache/layer-cache.ts";
import { Facts } from "./fact-book.ts";
import type { Reading, Seen } from "./look-through.ts";
import { analyzersFor } from "./rooms.ts";
import { type Chosen, choose, type Selection } from "./selection.ts";
import { markHidden } from "./visibility.ts";
import { lookThroughAll } from "./workers/pool.ts";

export interface ScanRequest {
  readonly opened: Opened;
  readonly configuration: Configuration;
  readonly network: Network;
  readonly dataDirectory: string;
  readonly cacheDirectory?: string;
  /** What earlier runs saw of the same layers; absent where nothing may be remembered. */
  readonly cache?: LayerCache;
  readonly limits: Limits;
  readonly selection: Selection;
  readonly jobs: number;
  readonly now: Date;
  readonly explain: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (step: Progress) => void;
}

/** What a person is told while it runs. */
export interface Progress {
  readonly step: "reading" | "judging";
  readonly what: string;
  readonly done: number;
  readonly of: number;
}

/** Everything the rooms said, in canonical order, before policy has ranked it. */
export interface ScanResult {
  readonly findings: readonly JudgedFinding[];
  readonly coverage: readonly Coverage[];
  readonly components: readonly Component[];
  readonly rejected: readonly Gap[];
  /** All that was seen, for those who act at a place. */
  readonly facts: FactBook;
  /** The rooms that spoke. */
  readonly rooms: readonly Room[];
  /** `sha256:…` over the words of the rules that they judge by, so that two reports can be told apart by them. */
  readonly rules: string;
}

/** One look at one target: every stratum is read once, then every room judges what was seen. */
export async function scan(request: ScanRequest, analyzers?: readonly Analyzer[]): Promise<ScanResult> {
  const { opened } = request;
  const chosen = choose(analyzers ?? (await analyzersFor(request.selection)), request.selection);
  const applying = chosen.analyzers.filter((analyzer) => analyzer.applies(opened.target, opened));
  const seen = await readStrata(request, applying);
  const facts = new Facts();
  facts.add(opened.facts);
  facts.add(markHidden(inLayers(opened.strata, seen)));
  facts.add(mismatches(opened.strata, seen));

  const results: Spoken[] = [];
  for (const [done, analyzer] of applying.entries()) {
    request.signal?.throwIfAborted();
    request.onProgress?.({ step: "judging", what: analyzer.id, done, of: applying.length });
    const outcome = await judge(analyzer, { ...request, facts });
    facts.add(outcome.facts ?? []);
    results.push({ analyzer, outcome });
  }
  return collect(chosen, request, seen, results, facts);
}

interface Spoken {
  readonly analyzer: Analyzer;
  readonly outcome: Outcome;
}

async function readStrata(request: ScanRequest, analyzers: readonly Analyzer[]): Promise<Seen[]> {
  const { opened, configuration, explain, limits, jobs, signal } = request;
  const readers = distinctReaders(analyzers);
  const context = {
    target: opened.target.kind,
    identityKey: identityKeyOf(configuration, opened.identity),
    explain,
  };
  let done = 0;
  return await lookThroughAll({
    strata: opened.strata,
    readers,
    context,
    limits,
    jobs,
    ...(request.cache !== undefined && { cache: request.cache }),
    ...(signal !== undefined && { signal }),
    onSeen: (stratum) => {
      request.onProgress?.({
        step: "reading",
        what: stratum.layer ?? stratum.form,
        done: ++done,
        of: opened.strata.length,
      });
    },
  });
}

function distinctReaders(analyzers: readonly Analyzer[]): Reader[] {
  return [...new Map(analyzers.flatMap(({ readers }) => readers.map((reader) => [reader.id, reader]))).values()];
}

function inLayers(strata: readonly Stratum[], seen: readonly Seen[]) {
  return seen.map(({ readings, walked }, position) => ({
    index: strata[position]?.index ?? 0,
    facts: readings.flatMap(({ facts }) => facts),
    walked,
  }));
}

/** A layer whose bytes are not those that were asked for: nothing that was read from it can be believed. */
function mismatches(strata: readonly Stratum[], seen: readonly Seen[]): Fact[] {
  return seen.flatMap(({ walked: { mismatch } }, position) =>
    mismatch === undefined ? [] : [digestMismatch(strata[position]?.layer ?? "", mismatch.declared, mismatch.found)],
  );
}

/** A room's crash is its own: the others still answer, and its coverage says that it failed. */
async function judge(analyzer: Analyzer, look: Look): Promise<Outcome> {
  try {
    return await analyzer.analyze(look);
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    return {
      findings: [],
      status: "failed",
      gaps: [{ where: analyzer.id, reason: `crashed: a defect of Waybill (${name}); please report it` }],
    };
  }
}

function collect(
  chosen: Chosen,
  { opened, explain }: ScanRequest,
  seen: readonly Seen[],
  results: readonly Spoken[],
  facts: Facts,
): ScanResult {
  const readings = seen.flatMap((stratum) => stratum.readings);
  const speaking = results.filter(({ analyzer }) => chosen.reports(analyzer));
  const silent = chosen.analyzers.filter(
    (analyzer) => chosen.reports(analyzer) && !analyzer.applies(opened.target, opened),
  );
  const coverage = [
    coverageOfSource(opened, seen),
    ...speaking.map(({ analyzer, outcome }) => coverageOf(analyzer, outcome, readings)),
    ...silent.map(({ id }): Coverage => ({ analyzer: id, status: "notApplicable", examined: {}, gaps: [] })),
  ];
  return {
    findings: distinctFindings(
      speaking.flatMap(({ outcome }) => outcome.findings).filter(({ rule }) => chosen.reportsRule(rule)),
    ),
    coverage: coverage.sort(compareCoverage),
    components: componentsIn(facts.of<ComponentFact>("component")),
    rooms: [...new Set(speaking.map(({ analyzer }) => analyzer.room))],
    rules: rulesDigest(chosen.analyzers),
    rejected: explain ? distinctGaps(speaking.flatMap(({ outcome }) => outcome.rejected ?? [])) : [],
    facts,
  };
}

function rulesDigest(analyzers: readonly Analyzer[]): string {
  const rules = new Set<AnyRule>(analyzers.flatMap((analyzer) => analyzer.rules));
  const words = [...rules].map(({ id, severity, why, fix }) => [id, severity, why, fix]);
  return `sha256:${createHash("sha256").update(JSON.stringify(words)).digest("hex")}`;
}

/** Two analyzers may see the same thing, such as one credential in the tree and in the history: it is one finding. */
function distinctFindings(findings: readonly JudgedFinding[]): JudgedFinding[] {
  const byId = new Map<string, JudgedFinding>();
  for (const finding of findings) {
    const known = byId.get(finding.id);
    byId.set(finding.id, known === undefined ? finding : mergeFindings(known, finding));
  }
  return [...byId.values()].sort((a, b) => compareText(a.id, b.id));
}

/** What the walk itself saw and could not see, before any room. */
function coverageOfSource(opened: Opened, seen: readonly Seen[]): Coverage {
  const gaps = distinctGaps([...opened.gaps, ...seen.flatMap((stratum) => stratum.gaps)]);
  const sum = (count: (seen: Seen) => number) => seen.reduce((total, stratum) => total + count(stratum), 0);
  return {
    analyzer: "sources/files",
    status: gaps.length === 0 ? "complete" : "partial",
    examined: {
      bytes: sum(({ walked }) => walked.bytes),
      entries: sum(({ walked }) => walked.entries),
      ...opened.leftOut,
    },
    gaps,
  };
}

function coverageOf(analyzer: Analyzer, outcome: Outcome, readings: readonly Reading[]): Coverage {
  const own = readings.filter(({ reader }) => analyzer.readers.some(({ id }) => id === reader));
  const gaps = distinctGaps([...own.flatMap((reading) => reading.gaps), ...(outcome.gaps ?? [])]);
  const files = own.reduce((sum, reading) => sum + reading.files, 0);
  const bytes = own.reduce((sum, reading) => sum + reading.bytes, 0);
  const fromGaps: CoverageStatus = gaps.length === 0 ? "complete" : "partial";
  return {
    analyzer: analyzer.id,
    status: outcome.status ?? fromGaps,
    examined: sortedRecord({ ...(own.length > 0 && { files, bytes }), ...outcome.examined }),
    ...filesByReader(own),
    gaps,
  };
}

function filesByReader(readings: readonly Reading[]): Pick<Coverage, "filesByReader"> {
  const counts: Record<string, number> = {};
  for (const { reader, files } of readings) {
    const name = reader.slice(reader.indexOf("/") + 1);
    if (files > 0) counts[name] = (counts[name] ?? 0) + files;
  }
  return Object.keys(counts).length > 1 ? { filesByReader: sortedRecord(counts) } : {};
}

function sortedRecord(record: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => compareText(a, b)));
}

function distinctGaps(gaps: readonly Gap[]): Gap[] {
  const byText = new Map(gaps.map((gap) => [`${gap.where}\0${gap.reason}`, gap]));
  return [...byText.entries()].sort(([a], [b]) => compareText(a, b)).map(([, gap]) => gap);
}

function componentsIn(facts: readonly ComponentFact[]): Component[] {
  return facts.map(({ component }) => component).sort((a, b) => compareText(a.purl, b.purl));
}
