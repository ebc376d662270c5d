import type { Component } from "../../core/component.ts";
import type { Gap } from "../../core/gap.ts";
import { compareText } from "../../core/order.ts";
import { subject } from "../../core/subject.ts";
import type { CompromiseHistory, MatchedAdvisory } from "../facts.ts";
import type { Advisory, Store } from "../store/read.ts";
import { schemeOf, type VersionScheme } from "../versions/index.ts";
import { judgeVersion } from "./affected.ts";
import { asFact, type Hit } from "./as-fact.ts";
import { ecosystemOf } from "./ecosystem.ts";
import { commonName } from "./names.ts";
import { isMendedInStream, ofSameStream } from "./rpm-streams.ts";
import { namesOf, type Unit, unitsOf } from "./units.ts";
import { Unjudged } from "./unjudged.ts";

export interface Matched {
  readonly facts: readonly Hole[];
  /** Names that once carried malware. */
  readonly histories: readonly CompromiseHistory[];
  readonly gaps: readonly Gap[];
  /** Advisories that would have matched and do not count, and why. */
  readonly rejected: readonly Gap[];
  /** Components that were held against the database. */
  readonly judged: number;
  /** Language packages that a distribution package owns: its own advisories speak for them. */
  readonly ownedByDistribution: number;
}

/** A hole, and what has it. */
export interface Hole {
  readonly fact: MatchedAdvisory;
  readonly unit: Unit;
}

/** Holds every component against the advisories of its ecosystem. What cannot be judged is said, by ecosystem. */
export function matchComponents(
  components: readonly Component[],
  store: Store,
  isTooOld: IsTooOld = () => undefined,
): Matched {
  const facts: Hole[] = [];
  const histories: CompromiseHistory[] = [];
  const rejected: Gap[] = [];
  const unjudged = new Unjudged();
  let judged = 0;
  let owned = 0;
  for (const unit of unitsOf(components)) {
    const [component] = unit.components;
    const purls = unit.components.map(({ purl }) => purl);
    const ecosystem = ecosystemOf(component);
    const scheme = ecosystem === undefined ? undefined : schemeOf(ecosystem);
    if (component.ownedBy !== undefined) owned += unit.components.length;
    else if (ecosystem === undefined) unjudged.add(`no advisories are known for ${component.type} packages`, purls);
    else if (!store.knows(ecosystem)) unjudged.add(`no advisory data for ${ecosystem}`, purls);
    else if (scheme === undefined) unjudged.add(`this version cannot compare versions of ${ecosystem}`, purls);
    else if (unit.version === undefined) unjudged.add("no version is known", purls);
    else {
      const old = isTooOld(ecosystem);
      if (old === undefined) judged += purls.length;
      else unjudged.add(old, purls);
      const found = matchOne({ unit, component, ecosystem, scheme, version: unit.version }, store, unjudged);
      facts.push(...found.facts.map((fact) => ({ fact, unit })));
      if (found.history.length > 0) histories.push(historyOf(unit, unit.version, found.history));
      rejected.push(...found.rejected);
    }
  }
  return { facts, histories, gaps: unjudged.gaps(), rejected, judged, ownedByDistribution: owned };
}

/** Why the data of an ecosystem is too old to be believed where it finds nothing; undefined when it is not. */
export type IsTooOld = (ecosystem: string) => string | undefined;

interface Question {
  readonly unit: Unit;
  readonly component: Component;
  readonly ecosystem: string;
  readonly scheme: VersionScheme;
  readonly version: string;
}

function matchOne(
  { unit, component, ecosystem, scheme, version }: Question,
  store: Store,
  unjudged: Unjudged,
): { facts: MatchedAdvisory[]; history: string[]; rejected: Gap[] } {
  const spoken = once(
    namesOf(unit, version).flatMap((named) =>
      store.get(ecosystem, named.name).map((advisory) => ({ advisory, meant: named.version })),
    ),
  );
  const advisories = spoken.map(({ advisory }) => advisory);
  const truth = advisories.some(({ isReleaseTruth }) => isReleaseTruth);
  const hits: Hit[] = [];
  const history: string[] = [];
  const rejected: Gap[] = [];
  const reject = (reason: string) => rejected.push({ where: unit.purl, reason });
  const mended = component.type === "rpm" ? mendedInStream(advisories, version) : new Set<string>();
  for (const { advisory, meant } of spoken) {
    if (advisory.isReleaseTruth !== truth) continue;
    const affected = component.type === "rpm" ? ofSameStream(advisory.affected, meant) : advisory.affected;
    const match = judgeVersion(affected, meant, scheme);
    if (match.kind === "affected" && advisory.withdrawn) reject(`${advisory.id} would match, but was withdrawn`);
    else if (advisory.withdrawn) continue;
    else if (match.kind === "affected" && isMended(advisory, mended))
      reject(`${advisory.id}: an update of the release's own stream has mended it`);
    else if (match.kind === "affected") hits.push({ advisory, match });
    else if (match.kind === "not-affected")
      reject(`${advisory.id}: the distributor says that it is not affected${match.note && `: ${match.note}`}`);
    else if (match.kind === "clear" && advisory.malicious) history.push(advisory.id);
    else if (match.kind === "unjudged") unjudged.addVersion(match.reason, advisory.id, ecosystem, unit.purl);
  }
  const witnesses = witnessesOf(truth && hits.length > 0 ? advisories : []);
  const facts = byHole(hits).map(({ vulnerability, same, toldIn }) =>
    asFact({
      unit,
      ecosystem,
      version,
      vulnerability,
      hits: same,
      toldIn: [...toldIn, ...(witnesses.updates.get(vulnerability) ?? [])],
      witnesses: witnesses.byHole.get(vulnerability) ?? [],
      store,
    }),
  );
  return { facts, history: facts.some(({ malicious }) => malicious) ? [] : history, rejected };
}

function historyOf({ name, purl, components }: Unit, version: string, records: readonly string[]): CompromiseHistory {
  const at = components[0].occurrences[0] ?? {};
  return { kind: "compromise-history", at, subject: subject("purl", purl), name, version, records };
}

/** Holes that updates of the installed version's own stream have closed, where each stream has a record of its own. */
function mendedInStream(advisories: readonly Advisory[], version: string): ReadonlySet<string> {
  const closed = advisories.filter(({ affected, withdrawn }) => !withdrawn && isMendedInStream(affected, version));
  return new Set(closed.flatMap((advisory) => [commonName(advisory), ...advisory.details().causes]));
}

function isMended(advisory: Advisory, mended: ReadonlySet<string>): boolean {
  if (mended.size === 0) return false;
  const { causes } = advisory.details();
  return mended.has(commonName(advisory)) || (causes.length > 0 && causes.every((cause) => mended.has(cause)));
}

/** Two feeds may bring one record, and one record may name a source and its packages. */
function once<T extends { readonly advisory: Advisory }>(spoken: readonly T[]): readonly T[] {
  if (spoken.length < 2) return spoken;
  const seen = new Set<string>();
  return spoken.filter(({ advisory: { id, isReleaseTruth } }) => {
    const key = `${isReleaseTruth} ${id}`;
    return !seen.has(key) && seen.add(key);
  });
}

interface Witnesses {
  readonly byHole: ReadonlyMap<string, readonly Advisory[]>;
  /** Ids of updates, by each hole that they mend. */
  readonly updates: ReadonlyMap<string, readonly string[]>;
}

/** What OSV knows of a package of which the distribution itself tells: it does not decide, but knows more. */
function witnessesOf(advisories: readonly Advisory[]): Witnesses {
  const osv = advisories.filter(({ isReleaseTruth, withdrawn }) => !isReleaseTruth && !withdrawn);
  const mended = osv.flatMap(({ id, details }) => details().causes.map((cause) => ({ cause, id })));
  const updates = new Map<string, string[]>();
  for (const [cause, all] of Map.groupBy(mended, (one) => one.cause))
    updates.set(
      cause,
      all.map(({ id }) => id),
    );
  return { byHole: Map.groupBy(osv, commonName), updates };
}

interface Group {
  readonly vulnerability: string;
  readonly same: readonly Hit[];
  /** Updates that mend it together with others. */
  readonly toldIn: readonly string[];
}

/** Records of one hole are one. An update that mends several holes says nothing new once each is found on its own. */
function byHole(hits: readonly Hit[]): Group[] {
  const groups = Map.groupBy(hits, ({ advisory }) => commonName(advisory));
  const causes = new Map(
    [...groups].map(([name, same]) => {
      const all = same.flatMap(({ advisory }) => advisory.details().causes);
      return [name, [...new Set(all)].filter((cause) => cause !== name)];
    }),
  );
  const bundles = new Set<string>();
  const toldIn = new Map<string, string[]>();
  for (const [name, mended] of causes) {
    // Only what stands for nothing else is found on its own; two that name each other would both vanish.
    if (mended.length === 0 || !mended.every((cause) => causes.get(cause)?.length === 0)) continue;
    bundles.add(name);
    for (const cause of mended) toldIn.set(cause, [...(toldIn.get(cause) ?? []), name]);
  }
  return [...groups]
    .filter(([name]) => !bundles.has(name))
    .sort(([a], [b]) => compareText(a, b))
    .map(([vulnerability, same]) => ({ vulnerability, same, toldIn: toldIn.get(vulnerability) ?? [] }));
}
