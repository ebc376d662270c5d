import type { Component } from "../../core/component.ts";
import { WaybillError } from "../../core/errors.ts";
import type { Gap } from "../../core/gap.ts";
import { compareText } from "../../core/order.ts";
import { ecosystemOf } from "../match/ecosystem.ts";
import { matchComponents } from "../match/match-components.ts";
import { foldName } from "../store/layout.ts";
import { openStore, type Store } from "../store/read.ts";
import { componentOfPurl } from "./component-of-purl.ts";

/** A component that somebody keeps word of, and where it is. */
export interface StoredComponent {
  readonly purl: string;
  /** A target, a build or a host, as whoever keeps it calls it. */
  readonly where: string;
  /** The source package that a distribution's advisories name, where it is known. */
  readonly source?: Component["source"];
  /** The distribution's package whose files it lies in there: then that one is judged in its place. */
  readonly ownedBy?: string;
}

/** A hole, or malware, and all places that hold it. */
export interface AffectedComponent {
  readonly purl: string;
  readonly vulnerability: string;
  readonly records: readonly string[];
  readonly malicious: boolean;
  readonly severity: string;
  readonly because: string;
  readonly fixedIn: string;
  readonly where: readonly string[];
}

export interface AffectedAnswer {
  /** Malware first, then by package URL. */
  readonly affected: readonly AffectedComponent[];
  readonly gaps: readonly Gap[];
  /** Components that were held against the data: each once, when those of one package URL come together. */
  readonly judged: number;
}

/**
 * Which of the stored components have a hole or are malware: by all that is known, or by what was changed since a day.
 * @throws WaybillError when there is no database
 */
export function affectedComponents(
  stored: Iterable<StoredComponent>,
  dataDirectory: string,
  since?: Date,
): AffectedAnswer {
  const store = openStore(dataDirectory);
  if (store === undefined)
    throw new WaybillError(
      "advisories/none",
      `There is no advisory database in ${dataDirectory}.`,
      "`waybill advisories update` fetches one; `waybill advisories import FOLDER` takes it from files.",
    );
  try {
    return answer(stored, store, since);
  } finally {
    store.close();
  }
}

function answer(stored: Iterable<StoredComponent>, store: Store, since: Date | undefined): AffectedAnswer {
  const changed = since === undefined ? undefined : store.changedSince(since);
  const { components, places, unreadable, seen } = choose(stored, changed?.packages);
  const { facts, gaps } = matchComponents(components, store);
  const affected = facts
    .filter(({ fact }) => changed === undefined || fact.records.some((id) => changed.ids.has(id)))
    .flatMap(({ fact, unit }) =>
      unit.components.map(
        ({ purl }): AffectedComponent => ({
          purl,
          vulnerability: fact.vulnerability,
          records: fact.records,
          malicious: fact.malicious,
          severity: fact.malicious ? "critical" : fact.severity,
          because: fact.because,
          fixedIn: fact.fixedIn,
          where: [...new Set(places.get(purl))].sort(compareText),
        }),
      ),
    );
  affected.sort((a, b) => Number(b.malicious) - Number(a.malicious) || compareText(a.purl, b.purl));
  return { affected, gaps: [...gaps, ...gapOf(unreadable)], judged: seen - unreadable.length };
}

/** Keeps what one of the packages may concern, and where it is; of the rest no more than the count. */
function choose(stored: Iterable<StoredComponent>, packages: ReadonlySet<string> | undefined) {
  const places = new Map<string, string[]>();
  const components: Component[] = [];
  const unreadable: string[] = [];
  let [last, seen] = ["", 0];
  for (const { purl, where, source, ownedBy } of stored) {
    if (ownedBy !== undefined) continue;
    const isSame = purl === last;
    last = purl;
    const known = places.get(purl);
    if (known !== undefined) known.push(where);
    if (known !== undefined || isSame) continue;
    seen++;
    const component = componentOfPurl(purl, source);
    if (component === undefined) unreadable.push(purl);
    else if (packages === undefined || isNamed(component, packages)) {
      components.push(component);
      places.set(purl, [where]);
    }
  }
  return { components, places, unreadable, seen };
}

function isNamed(component: Component, packages: ReadonlySet<string>): boolean {
  const ecosystem = ecosystemOf(component);
  if (ecosystem === undefined) return false;
  const names = [component.name, ...(component.source === undefined ? [] : [component.source.name])];
  return names.some((name) => packages.has(`${ecosystem}\0${foldName(ecosystem, name)}`));
}

function gapOf([first, ...others]: readonly string[]): Gap[] {
  if (first === undefined) return [];
  const where = others.length === 0 ? first : `${first} and ${others.length} more`;
  return [{ where, reason: "not judged: no package URL with a version" }];
}
