import { WaybillError } from "../../core/errors.ts";
import type { Severity } from "../../core/severity.ts";
import type { State } from "../state.ts";
import type { AffectedPart, Bound } from "../store/affected.ts";
import type { EntryPackage } from "../store/entry.ts";
import { type Likelihood, openStore } from "../store/read.ts";
import type { WholeRecord } from "../store/records.ts";

/** All that the database knows of one hole, or of one update that mends several. */
export interface ExplainedHole {
  readonly name: string;
  readonly summary: string;
  readonly aliases: readonly string[];
  readonly records: readonly ExplainedRecord[];
  readonly exploitedSince: string | undefined;
  readonly likelihood: Likelihood | undefined;
  readonly sources: readonly { readonly name: string; readonly fetchedAt: string; readonly newestModified: string }[];
}

export interface ExplainedRecord {
  readonly id: string;
  readonly source: string;
  readonly modified: string;
  readonly withdrawn: string | undefined;
  readonly malicious: boolean;
  readonly severity: Severity | undefined;
  readonly basis: string | undefined;
  /** The holes that it mends, when it stands for them. */
  readonly causes: readonly string[];
  readonly links: readonly string[];
  readonly packages: readonly ExplainedPackage[];
}

export interface ExplainedPackage {
  readonly ecosystem: string;
  readonly name: string;
  /** Which versions are meant, in words: `from 1.0, before 1.4`. */
  readonly versions: readonly string[];
  readonly state: State | undefined;
  readonly note: string;
}

/** @throws WaybillError when there is no database, or it knows no such name */
export function explainHole(name: string, dataDirectory: string): ExplainedHole {
  const store = openStore(dataDirectory);
  if (store === undefined)
    throw new WaybillError(
      "advisories/none",
      `There is no advisory database in ${dataDirectory}.`,
      "`waybill advisories update` fetches one; `waybill advisories import FOLDER` takes it from files.",
    );
  try {
    const records = store.named(name);
    if (records.length === 0) throw unknown(name);
    // An update that mends the hole together with others is no name of it.
    const same = records.filter(
      ({ details }) => !details.causes.some((cause) => cause.toUpperCase() === name.toUpperCase()),
    );
    const aliases = [...new Set(same.flatMap(({ id, details }) => [id, ...details.aliases]))].sort();
    const cves = [name.toUpperCase(), ...aliases];
    const told = new Set(records.map(({ source }) => source));
    const judges = new Set(["CISA KEV", "FIRST EPSS"]);
    return {
      name,
      summary: records.find(({ id, details }) => details.summary !== id)?.details.summary ?? "",
      aliases: aliases.filter((alias) => alias.toUpperCase() !== name.toUpperCase()),
      records: records.map(explainRecord),
      exploitedSince: first(cves, (cve) => store.exploitedSince(cve)),
      likelihood: first(cves, (cve) => store.likelihoodOf(cve)),
      sources: store.state().sources.filter((source) => told.has(source.name) || judges.has(source.name)),
    };
  } finally {
    store.close();
  }
}

function unknown(name: string): WaybillError {
  return new WaybillError(
    "advisories/unknown-hole",
    `No source in the advisory database knows ${name}.`,
    "`waybill advisories status` lists the sources and their age; a rule is explained by its path, such as advisories/known-vulnerability.",
  );
}

function first<T>(names: readonly string[], ask: (name: string) => T | undefined): T | undefined {
  for (const name of names) {
    const answer = ask(name);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

function explainRecord({ id, source, malicious, details, packages }: WholeRecord): ExplainedRecord {
  const { modified, withdrawn, severity, basis, causes, links } = details;
  return {
    id,
    source,
    modified,
    withdrawn,
    malicious,
    severity,
    basis,
    causes,
    links,
    packages: packages().map(explainPackage),
  };
}

function explainPackage({ ecosystem, name, affected }: EntryPackage): ExplainedPackage {
  return {
    ecosystem,
    name,
    versions: affected.flatMap(versionsOf),
    state: affected.find(({ state }) => state !== undefined)?.state,
    note: affected.find(({ note }) => note !== undefined)?.note ?? "",
  };
}

/** Listed versions that are written out; whole histories are not. */
const LISTED = 5;

function versionsOf({ ranges, versions, state, onlyCommits }: AffectedPart): string[] {
  if (state === "not-affected") return ["none"];
  if (onlyCommits === true) return ["commits alone"];
  const listed = versions.slice(0, LISTED).join(", ");
  const more = versions.length > LISTED ? ` and ${versions.length - LISTED} more` : "";
  return [...ranges.flatMap(rangeInWords), ...(versions.length > 0 ? [`${listed}${more}`] : [])];
}

function rangeInWords(bounds: readonly Bound[]): string[] {
  const words: string[] = [];
  for (const { type, at } of bounds) {
    if (type === "introduced") words.push(at === "0" ? "all" : `from ${at}`);
    else {
      const opened = words.pop() ?? "all";
      const end = type === "fixed" ? `before ${at}` : `up to ${at}`;
      words.push(opened === "all" ? end : `${opened}, ${end}`);
    }
  }
  return words;
}
