import type { Analyzer, Look, Outcome } from "../core/analyzer.ts";
import type { Component, ComponentFact } from "../core/component.ts";
import { WaybillError } from "../core/errors.ts";
import type { JudgedFinding } from "../core/finding.ts";
import type { ImageFact, LineageFact } from "../core/image.ts";
import type { PackageInstallFact } from "../core/install.ts";
import { judgeFacts } from "../core/judge.ts";
import { distinctPlaces } from "../core/order.ts";
import type { AdvisoryState } from "../core/report.ts";
import { ageOf } from "./age.ts";
import { deedOf, deedOfRelease } from "./deeds.ts";
import type { MatchedAdvisory } from "./facts.ts";
import { matchComponents } from "./match/match-components.ts";
import { asOne, type Unit } from "./match/units.ts";
import { startedProgram } from "./reach/started-program.ts";
import { withInstallers } from "./reach/with-installers.ts";
import { withUse } from "./reach/with-use.ts";
import { compromiseHistory } from "./rules/compromise-history.ts";
import { endOfLife } from "./rules/end-of-life.ts";
import { knownVulnerability } from "./rules/known-vulnerability.ts";
import { maliciousPackage } from "./rules/malicious-package.ts";
import { unmaintainedPackage } from "./rules/unmaintained-package.ts";
import { openStore, type SourceStatus, type Store } from "./store/read.ts";
import { releaseSupport } from "./support/release-support.ts";
import { excusesFrom } from "./vex/excuses.ts";

export { type AffectedComponent, affectedComponents } from "./affected/affected-components.ts";
export { componentOfPurl } from "./affected/component-of-purl.ts";
export { exportDatabase } from "./exchange/export-database.ts";
export { databaseHost, isDatabaseOrigin, pullDatabase } from "./exchange/pull-database.ts";
export {
  type ExplainedHole,
  type ExplainedPackage,
  type ExplainedRecord,
  explainHole,
} from "./explain/explain-hole.ts";
export { type ExplainedComponent, explainTarget } from "./explain/explain-target.ts";
export { importAdvisories } from "./feeds/import.ts";
export { DEFAULT_ECOSYSTEMS, PUBLIC_FEEDS } from "./feeds/sources.ts";
export { feedHosts, updateAdvisories } from "./feeds/update.ts";
export { queryDatabase } from "./query/query-database.ts";
export { type QueryDesk, queryDesk } from "./query/query-desk.ts";
export type { SourceStatus as AdvisorySourceStatus } from "./store/read.ts";
export { verifyDatabase } from "./store/verify.ts";
export { compareVersions } from "./versions/by-purl-type.ts";
export { readDocument as readVex, wordsOf as whyNoVex } from "./vex/read-statements.ts";
export type {
  Product as VexProduct,
  Statement as VexStatement,
  StatementFile as VexDocument,
} from "./vex/statement.ts";
export { isMeant, type Standing } from "./vex/weigh.ts";

const rules = [maliciousPackage, knownVulnerability, unmaintainedPackage, compromiseHistory] as const;

/** The ages of the advisory data; null when there is none to judge by. */
export function advisoryState(dataDirectory: string): AdvisoryState | null {
  const store = openOrNothing(dataDirectory);
  if (store === undefined || store instanceof WaybillError) return null;
  try {
    return store.state();
  } finally {
    store.close();
  }
}

/** Of the database as it is: when it was built, and of what; null when there is none that can be read. */
export function databaseStatus(dataDirectory: string): { builtAt: string; sources: readonly SourceStatus[] } | null {
  const store = openOrNothing(dataDirectory);
  if (store === undefined || store instanceof WaybillError) return null;
  try {
    return { builtAt: store.state().builtAt, sources: store.sources() };
  } finally {
    store.close();
  }
}

/** Known vulnerabilities and known malware among the components that inventory found. */
export const advisories: readonly Analyzer[] = [
  {
    id: "advisories/known",
    room: "advisories",
    readers: [],
    rules,
    needs: ["inventory/packages", "inventory/lineage"],
    applies: ({ kind }) => kind !== "host",
    analyze: judge,
  },
  {
    id: "advisories/support",
    room: "advisories",
    readers: [],
    rules: [endOfLife],
    needs: ["inventory/packages"],
    applies: ({ kind }) => kind !== "cluster" && kind !== "host",
    analyze: judgeSupport,
  },
];

function judgeSupport({ facts, now }: Look): Outcome {
  const components = facts.of<ComponentFact>("component").map(({ component }) => component);
  const releases = releaseSupport(components, now);
  const findings = releases.flatMap((fact) =>
    judgeFacts("advisories", [endOfLife], [fact]).findings.map((finding) => ({
      ...finding,
      deed: deedOfRelease(fact),
    })),
  );
  return { findings, examined: { releases: releases.length } };
}

/**
 * Actions and images that files name are targets of their own, and no packages. `workflows/compromised-action` and the
 * rules on references judge the name; what is inside is seen when the action or the image itself is the target.
 */
const OTHER_TARGETS: ReadonlySet<string> = new Set(["githubactions", "docker"]);

function judge(look: Look): Outcome {
  const named = look.facts.of<ComponentFact>("component").map(({ component }) => component);
  const components = named.filter(({ type }) => !OTHER_TARGETS.has(type));
  const elsewhere = named.length - components.length;
  const outcome =
    components.length === 0 ? { findings: [], examined: { packages: 0 } } : judgePackages(components, look);
  return elsewhere === 0 ? outcome : { ...outcome, examined: { ...outcome.examined, namedElsewhere: elsewhere } };
}

function judgePackages(components: readonly Component[], look: Look): Outcome {
  const store = openOrNothing(look.dataDirectory);
  if (store === undefined)
    return unobservable(
      `${components.length} packages were not judged: there is no advisory database. \`waybill advisories update\` fetches one; \`waybill advisories import FOLDER\` takes it from files`,
    );
  if (store instanceof WaybillError) return unobservable(`${store.message} ${store.advice}`);
  try {
    return judgeWith(store, components, look);
  } finally {
    store.close();
  }
}

function judgeWith(store: Store, components: readonly Component[], look: Look): Outcome {
  const excuses = excusesFrom(look, components);
  const age = ageOf(store, look);
  const matched = matchComponents(components, store, age.isTooOld);
  const started = look.facts.of<ImageFact>("image").map(({ configuration }) => startedProgram(configuration))[0];
  const installs = look.facts.of<PackageInstallFact>("package-install");
  const ancestors = look.facts.of<LineageFact>("lineage").flatMap((lineage) => lineage.ancestors);
  const findings = [...Map.groupBy(matched.facts, ({ unit }) => unit)].flatMap(([unit, holes]) => {
    const all = holes.map(({ fact }) => fact);
    return all.flatMap((fact) =>
      judgeOne(fact, unit).map((finding) => ({
        ...excuses.apply(withInstallers(withUse(finding, unit, started), fact, unit, installs), fact, unit),
        deed: deedOf(asOne(unit), fact, all, ancestors),
      })),
    );
  });
  return {
    findings: [...findings, ...judgeFacts("advisories", rules, matched.histories).findings],
    gaps: [...matched.gaps, ...age.gaps, ...excuses.gaps],
    rejected: matched.rejected,
    examined: {
      packages: matched.judged,
      ...(matched.ownedByDistribution > 0 && { judgedThroughDistribution: matched.ownedByDistribution }),
    },
  };
}

/** The finding stands wherever the component does, under all names of the hole. */
function judgeOne(fact: MatchedAdvisory, { components }: Unit): JudgedFinding[] {
  const { findings } = judgeFacts("advisories", rules, [fact]);
  return findings.map((finding) => ({
    ...finding,
    locations: distinctPlaces(components.flatMap(({ occurrences }) => occurrences)),
    aliases: [...fact.aliases],
    references: [...fact.links],
  }));
}

function unobservable(reason: string): Outcome {
  return { findings: [], status: "unobservable", gaps: [{ where: "advisories/known", reason }] };
}

function openOrNothing(dataDirectory: string): Store | WaybillError | undefined {
  try {
    return openStore(dataDirectory);
  } catch (error) {
    if (error instanceof WaybillError) return error;
    throw error;
  }
}
