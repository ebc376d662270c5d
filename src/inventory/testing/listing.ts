import { findEdges } from "../assembly/edges.ts";
import type { InventoryFact, PackageFact } from "../facts.ts";
import { packagesIn } from "./fake-file.ts";

/** A package in one line: purl, line, `direct` or `indirect`, scope, what is known of them. */
export function listing(facts: readonly InventoryFact[]): string[] {
  return packagesIn(facts).map((fact) => {
    const direct = fact.direct === undefined ? "" : fact.direct ? " direct" : " indirect";
    const line = fact.at.line === undefined ? "" : `:${fact.at.line}`;
    return `${purlOf(fact)}${line}${direct}${fact.scope === undefined ? "" : ` ${fact.scope}`}`;
  });
}

/** `a@1 > b@2`, of all edges. */
export function edgesIn(facts: readonly InventoryFact[]): string[] {
  return [...findEdges(packagesIn(facts))].flatMap(([from, to]) =>
    [...to].map((other) => `${from.name}@${from.version} > ${other.name}@${other.version}`),
  );
}

/** What is no package, in one line each. */
export function restOf(facts: readonly InventoryFact[]): string[] {
  return facts.flatMap((fact) => {
    if (fact.kind !== "unread-packages" && fact.kind !== "passed-over") return [];
    const line = fact.at.line === undefined ? "" : `:${fact.at.line}`;
    return [`${fact.kind === "passed-over" ? fact.as : "unread"}${line} ${fact.reason}`];
  });
}

function purlOf({ identity, name }: PackageFact): string {
  return identity.by === "purl" ? identity.purl : `${identity.type} ${name}`;
}
