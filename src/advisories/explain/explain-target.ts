import type { Component } from "../../core/component.ts";
import { judgeVersion, type Match } from "../match/affected.ts";
import { ecosystemOf } from "../match/ecosystem.ts";
import { ofSameStream } from "../match/rpm-streams.ts";
import { versionOfSource } from "../match/units.ts";
import { foldName } from "../store/layout.ts";
import { openStore } from "../store/read.ts";
import type { WholeRecord } from "../store/records.ts";
import { schemeOf } from "../versions/index.ts";

/** Why a component has a hole, or has it not, by one record. */
export interface ExplainedComponent {
  readonly purl: string;
  readonly record: string;
  readonly verdict: "affected" | "clear" | "not judged" | "outranked" | "withdrawn";
  readonly because: string;
}

/** Holds the components that carry a name from the hole's records against each of them. */
export function explainTarget(
  name: string,
  components: readonly Component[],
  dataDirectory: string,
): ExplainedComponent[] {
  const store = openStore(dataDirectory);
  if (store === undefined) return [];
  try {
    const records = store.named(name).map((record) => ({ record, packages: record.packages() }));
    return components.flatMap((component) => {
      const ecosystem = ecosystemOf(component);
      const scheme = schemeOf(ecosystem ?? "");
      if (ecosystem === undefined || scheme === undefined) return [];
      const asNamed = component.source ?? component;
      const folded = foldName(ecosystem, asNamed.name);
      const speaking = records.flatMap(({ record, packages }) =>
        packages
          .filter((one) => one.ecosystem === ecosystem && foldName(ecosystem, one.name) === folded)
          .map(({ affected }) => ({ record, affected })),
      );
      const isOutranked = (record: WholeRecord) =>
        !record.isReleaseTruth && store.get(ecosystem, asNamed.name).some(({ isReleaseTruth }) => isReleaseTruth);
      return speaking.map(({ record, affected }): ExplainedComponent => {
        const told = { purl: component.purl, record: `${record.id} (${record.source})` };
        const barred = whyNotAsked(component, record, isOutranked(record));
        if (barred !== undefined) return { ...told, ...barred };
        const version = versionOfSource(component);
        const relevant = component.type === "rpm" ? ofSameStream(affected, version) : affected;
        return { ...told, ...inWords(judgeVersion(relevant, version, scheme), version, ecosystem) };
      });
    });
  } finally {
    store.close();
  }
}

type Answer = Pick<ExplainedComponent, "verdict" | "because">;

/** Why a record does not decide, whatever it says of the version. */
function whyNotAsked({ ownedBy }: Component, { details }: WholeRecord, isOutranked: boolean): Answer | undefined {
  if (ownedBy !== undefined)
    return { verdict: "outranked", because: `its files belong to ${ownedBy}, which is judged in its place` };
  if (details.withdrawn !== undefined)
    return { verdict: "withdrawn", because: `withdrawn on ${details.withdrawn.slice(0, 10)}` };
  return isOutranked ? { verdict: "outranked", because: "the distribution itself tells of this package" } : undefined;
}

function inWords(match: Match, version: string, ecosystem: string): Answer {
  switch (match.kind) {
    case "affected":
      return { verdict: "affected", because: match.because };
    case "clear":
      return { verdict: "clear", because: `${version} lies outside of what it calls affected` };
    case "not-affected":
      return { verdict: "clear", because: `the distributor says so${match.note && `: ${match.note}`}` };
    case "unjudged":
      return {
        verdict: "not judged",
        because: match.reason === "commits" ? "it names commits alone" : `${version} is no version of ${ecosystem}`,
      };
  }
}
