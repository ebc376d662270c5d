import type { Component } from "../../core/component.ts";
import type { Signals } from "../../core/fact.ts";
import type { Gap } from "../../core/gap.ts";
import { compareText } from "../../core/order.ts";
import { compareSeverity } from "../../core/severity.ts";
import { subject } from "../../core/subject.ts";
import type { MatchedAdvisory } from "../facts.ts";
import type { Advisory, Store } from "../store/read.ts";
import { schemeOf, type VersionScheme } from "../versions/index.ts";
import { judgeVersion, type Match } from "./affected.ts";
import { ecosystemOf } from "./ecosystem.ts";

export interface Matched {
  readonly facts: readonly MatchedAdvisory[];
  readonly gaps: readonly Gap[];
  /** Components that were held against the database. */
  readonly judged: number;
  /** Language packages that a distribution package owns: its own advisories speak for them. */
  readonly ownedByDistribution: number;
}

/** Holds every component against the advisories of its ecosystem. What cannot be judged is said, by ecosystem. */
export function matchComponents(components: readonly Component[], store: Store): Matched {
  const facts: MatchedAdvisory[] = [];
  const unjudged = new Map<string, string[]>();
  const skip = (reason: string, purl: string) => unjudged.set(reason, [...(unjudged.get(reason) ?? []), purl]);
  let judged = 0;
  let owned = 0;
  for (const component of components) {
    const ecosystem = ecosystemOf(component);
    const scheme = ecosystem === undefined ? undefined : schemeOf(ecosystem);
    if (component.ownedBy !== undefined) owned++;
    else if (ecosystem === undefined) skip(`no advisories are known for ${component.type} packages`, component.purl);
    else if (!store.knows(ecosystem)) skip(`no advisory data for ${ecosystem}`, component.purl);
    else if (scheme === undefined) skip(`this version cannot compare versions of ${ecosystem}`, component.purl);
    else if (component.version === undefined) skip("no version is known", component.purl);
    else {
      judged++;
      facts.push(...matchOne(component, ecosystem, component.version, scheme, store, skip));
    }
  }
  return { facts, gaps: asGaps(unjudged), judged, ownedByDistribution: owned };
}

/** Many packages for one reason are one gap that names the first and counts the rest. */
function asGaps(unjudged: ReadonlyMap<string, readonly string[]>): Gap[] {
  return [...unjudged].map(([reason, purls]) => ({
    where: purls.length === 1 ? (purls[0] ?? "") : `${purls[0]} and ${purls.length - 1} more`,
    reason: `not judged: ${reason}`,
  }));
}

interface Hit {
  readonly advisory: Advisory;
  readonly match: Extract<Match, { kind: "affected" }>;
}

function matchOne(
  component: Component,
  ecosystem: string,
  version: string,
  scheme: VersionScheme,
  store: Store,
  skip: (reason: string, purl: string) => void,
): MatchedAdvisory[] {
  const { name, version: judgedVersion } = asAdvisoriesNameIt(component, version);
  const hits: Hit[] = [];
  for (const advisory of store.get(ecosystem, name)) {
    if (advisory.withdrawn) continue;
    const match = judgeVersion(advisory.affected, judgedVersion, scheme);
    if (match.kind === "affected") hits.push({ advisory, match });
    if (match.kind === "unjudged") skip(`its version is none that ${ecosystem} knows`, component.purl);
  }
  return [...Map.groupBy(hits, ({ advisory }) => commonName(advisory))]
    .sort(([a], [b]) => compareText(a, b))
    .map(([vulnerability, same]) => asFact(component, judgedVersion, vulnerability, same, store));
}

/** Distributions' advisories name the source package and its version. */
function asAdvisoriesNameIt({ name, source }: Component, version: string): { name: string; version: string } {
  return source ?? { name, version };
}

/**
 * The one CVE that a record means, else its own id. Records that name several CVEs are never joined through them:
 * that would make different holes one.
 */
function commonName({ id, aliases }: Advisory): string {
  if (id.startsWith("CVE-")) return id;
  const cves = aliases.filter((alias) => alias.startsWith("CVE-"));
  return cves.length === 1 ? (cves[0] ?? id) : id;
}

function asFact(
  component: Component,
  version: string,
  vulnerability: string,
  hits: readonly Hit[],
  store: Store,
): MatchedAdvisory {
  const graded = hits
    .flatMap(({ advisory }) =>
      advisory.severity === undefined ? [] : [{ severity: advisory.severity, basis: advisory.basis ?? "" }],
    )
    .sort((a, b) => compareSeverity(a.severity, b.severity))[0];
  const told = hits.find(({ advisory }) => advisory.summary !== advisory.id) ?? hits[0];
  if (told === undefined) throw new Error("a match without an advisory");
  const names = new Set(hits.flatMap(({ advisory }) => [advisory.id, ...advisory.aliases]));
  return {
    kind: "matched-advisory",
    at: component.occurrences[0] ?? {},
    subject: subject("purl", component.purl),
    signals: signalsOf(component, [...names], store),
    vulnerability,
    name: component.name,
    version,
    records: hits.map(({ advisory }) => advisory.id),
    aliases: [...names].filter((name) => name !== vulnerability).sort(compareText),
    summary: told.advisory.summary === told.advisory.id ? vulnerability : told.advisory.summary,
    severity: graded?.severity ?? "unknown",
    basis: graded?.basis ?? "",
    because: told.match.because,
    fixedIn: hits.find(({ match }) => match.fixedIn !== undefined)?.match.fixedIn ?? "",
    malicious: hits.some(({ advisory }) => advisory.malicious),
    links: [...new Set(hits.flatMap(({ advisory }) => advisory.links))].slice(0, 5),
  };
}

function signalsOf(component: Component, names: readonly string[], store: Store): Signals {
  const exploited = names.flatMap((name) => {
    const since = store.exploitedSince(name);
    return since === undefined ? [] : [{ name, since }];
  })[0];
  return {
    ...(exploited !== undefined && {
      exploitation: {
        level: "active" as const,
        because: `${exploited.name} is known to be exploited since ${exploited.since} (CISA)`,
      },
    }),
    ...(component.scope === "development" && {
      exposure: { level: "dormant" as const, because: "it is a development dependency" },
    }),
  };
}
