import type { Signals } from "../../core/fact.ts";
import { compareText } from "../../core/order.ts";
import { compareSeverity, type Severity } from "../../core/severity.ts";
import { subject } from "../../core/subject.ts";
import type { MatchedAdvisory } from "../facts.ts";
import type { Notice } from "../store/entry.ts";
import type { Advisory, Store } from "../store/read.ts";
import type { Match } from "./affected.ts";
import { distributorOf } from "./names.ts";
import { packagesOf, type Unit } from "./units.ts";

/** A record that speaks of a component, and what it says. */
export interface Hit {
  readonly advisory: Advisory;
  readonly match: Extract<Match, { kind: "affected" }>;
}

interface Found {
  readonly unit: Unit;
  readonly ecosystem: string;
  readonly version: string;
  readonly vulnerability: string;
  readonly hits: readonly Hit[];
  /** Records that do not decide, but know more of the same hole. */
  readonly witnesses: readonly Advisory[];
  readonly toldIn: readonly string[];
  readonly store: Store;
}

/** From this share of all CVEs on, the one that stands above them counts as likely to be exploited. */
const LIKELY = 0.95;

/** All records of one hole in one component, as one fact. */
export function asFact({ unit, ecosystem, version, vulnerability, hits, witnesses, toldIn, store }: Found) {
  const [first] = hits;
  if (first === undefined) throw new Error("a match without an advisory");
  const speaking = [...hits.map(({ advisory }) => advisory), ...witnesses].map((advisory) => ({
    id: advisory.id,
    ...advisory.details(),
  }));
  const distributor = distributorOf(ecosystem);
  const grade = graded(distributor, hits, speaking);
  const names = [...new Set(speaking.flatMap(({ id, aliases }) => [id, ...aliases]))];
  const causes = [...new Set(speaking.flatMap((one) => one.causes))].filter((cause) => cause !== vulnerability);
  const told = hits.find(({ match }) => match.note !== "") ?? first;
  const fixedIn = hits.find(({ match }) => match.fixedIn !== undefined)?.match.fixedIn ?? "";
  const imports = hits.flatMap(({ match }) => match.imports ?? []).map(importInWords);
  return {
    kind: "matched-advisory",
    at: unit.components[0].occurrences[0] ?? {},
    subject: subject("purl", unit.purl),
    signals: signalsOf(unit, [vulnerability, ...names, ...causes], fixedIn, store),
    vulnerability,
    name: unit.name,
    version,
    packages: packagesOf(unit),
    imports: [...new Set(imports)],
    records: hits.map(({ advisory }) => advisory.id),
    toldIn,
    aliases: names.filter((name) => name !== vulnerability).sort(compareText),
    causes: causes.sort(compareText),
    summary: speaking.find(({ summary, id }) => summary !== id)?.summary ?? vulnerability,
    severity: grade?.severity ?? "unknown",
    basis: grade?.basis ?? "",
    because: first.match.because,
    fixedIn,
    distributor,
    state: told.match.state,
    note: told.match.note,
    malicious: hits.some(({ advisory }) => advisory.malicious),
    notice: noticeOf(hits),
    links: [...new Set(speaking.flatMap(({ links }) => links))].slice(0, 5),
  } satisfies MatchedAdvisory;
}

/** One record that tells of a hole makes it one. */
function noticeOf(hits: readonly Hit[]): Notice | "" {
  const [first, ...others] = new Set(hits.map(({ advisory }) => advisory.details().notice ?? ""));
  return others.length === 0 ? (first ?? "") : "";
}

/** Functions of a package that are named one by one. */
const SYMBOLS = 5;

function importInWords({ path, symbols }: { path: string; symbols: readonly string[] }): string {
  if (symbols.length === 0) return path;
  const more = symbols.length > SYMBOLS ? ` and ${symbols.length - SYMBOLS} more` : "";
  return `${path} (${symbols.slice(0, SYMBOLS).join(", ")}${more})`;
}

/** A distributor knows best how grave a hole is in its package; else the gravest word counts. */
function graded(
  distributor: string,
  hits: readonly Hit[],
  speaking: readonly { readonly severity?: Severity | undefined; readonly basis?: string | undefined }[],
): { severity: Severity; basis: string } | undefined {
  const own = hits.flatMap(({ match }) =>
    match.severity === undefined
      ? []
      : [{ severity: match.severity, basis: `${distributor || "the distributor"} calls it ${match.severity} here` }],
  );
  const told = speaking.flatMap(({ severity, basis = "" }) => (severity === undefined ? [] : [{ severity, basis }]));
  return (own.length > 0 ? own : told).sort((a, b) => compareSeverity(a.severity, b.severity))[0];
}

function signalsOf({ components }: Unit, names: readonly string[], fixedIn: string, store: Store): Signals {
  const exploitation = exploitationOf(names, store);
  return {
    ...(exploitation !== undefined && { exploitation }),
    ...(components.every(({ scope }) => scope === "development") && {
      exposure: { level: "dormant" as const, because: "it is a development dependency" },
    }),
    ...(components.some(({ direct }) => direct === true) && {
      use: { level: "direct" as const, because: "the project asks for it itself" },
    }),
    ...(fixedIn !== "" && { remedy: { level: "ready" as const, because: "a fix is out" } }),
  };
}

/** What is known to be exploited outranks what is estimated to be. */
function exploitationOf(names: readonly string[], store: Store): Signals["exploitation"] {
  for (const name of names) {
    const since = store.exploitedSince(name);
    if (since !== undefined)
      return { level: "active", because: `${name} is known to be exploited since ${since} (CISA)` };
  }
  const [likeliest] = names
    .flatMap((name) => {
      const likelihood = store.likelihoodOf(name);
      return likelihood === undefined ? [] : [{ name, ...likelihood }];
    })
    .sort((a, b) => b.percentile - a.percentile);
  if (likeliest === undefined || likeliest.percentile < LIKELY) return undefined;
  const { name, chance, percentile } = likeliest;
  return {
    level: "likely",
    because: `${name} is likelier to be exploited than ${percent(percentile)} of all holes (EPSS, ${percent(chance)} within 30 days; ${percent(LIKELY)} is where we call it likely)`,
  };
}

function percent(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toFixed(1).replace(/\.0$/, "")} %`;
}
