import type { Component } from "../../core/component.ts";
import type { Ancestor } from "../../core/image.ts";
import { compareText, distinctPlaces } from "../../core/order.ts";
import type { Target } from "../../core/target.ts";
import type { UnclaimedProgramsFact } from "../facts.ts";
import { type Part, targetRef } from "../formats/about-bill.ts";

/** One bill to merge: whose it is, and what it lists. */
export interface BillOf {
  readonly target: Target;
  readonly components: readonly Component[];
  readonly ancestors?: readonly Ancestor[];
  readonly unclaimed?: UnclaimedProgramsFact | undefined;
}

export interface Merged {
  /** Each once, in the order of their purls. */
  readonly components: readonly Component[];
  /** Which target lists which. */
  readonly parts: readonly Part[];
  /** Of all of them; a place begins with the target that it is in. */
  readonly unclaimed?: UnclaimedProgramsFact;
}

/** Makes one bill of several. A component that two of them list is one, with what either knows of it. */
export function mergeBills(bills: readonly BillOf[]): Merged {
  const components = new Map<string, Component>();
  const parts = new Map<string, Part & { purls: Set<string> }>();
  for (const { target, components: listed, ancestors = [] } of bills) {
    const ref = targetRef(target);
    const part = parts.get(ref) ?? { target, purls: new Set<string>(), ...(ancestors.length > 0 && { ancestors }) };
    parts.set(ref, part);
    for (const component of listed) {
      part.purls.add(component.purl);
      const known = components.get(component.purl);
      components.set(component.purl, known === undefined ? component : join(known, component));
    }
  }
  const unclaimed = allUnclaimed(bills);
  return {
    components: [...components.values()].sort((a, b) => compareText(a.purl, b.purl)),
    parts: [...parts.values()],
    ...(unclaimed !== undefined && { unclaimed }),
  };
}

/** The ten largest of all stay the largest. */
function allUnclaimed(bills: readonly BillOf[]): UnclaimedProgramsFact | undefined {
  const facts = bills.flatMap(({ target, unclaimed }) => (unclaimed === undefined ? [] : [{ target, unclaimed }]));
  const [first] = facts;
  if (first === undefined) return undefined;
  const sum = (of: "programs" | "unclaimed" | "bytes") => facts.reduce((total, fact) => total + fact.unclaimed[of], 0);
  const largest = facts.flatMap(({ target, unclaimed }) =>
    unclaimed.largest.map((program) => ({
      ...program,
      at: { ...program.at, path: `${target.ref}: ${program.at.path ?? ""}` },
    })),
  );
  return {
    ...first.unclaimed,
    programs: sum("programs"),
    unclaimed: sum("unclaimed"),
    bytes: sum("bytes"),
    largest: largest.sort((a, b) => b.bytes - a.bytes).slice(0, 10),
  };
}

const SCOPES = ["production", "optional", "development"] as const;

function join(a: Component, b: Component): Component {
  const { scope: _scope, direct: _direct, ownedBy: _owner, ...known } = { ...b, ...a };
  const scope = SCOPES.find((one) => a.scope === one || b.scope === one);
  // Where one of them does not say, it may be in production, or asked for.
  const isScoped = a.scope !== undefined && b.scope !== undefined;
  const direct = a.direct === true || b.direct === true ? true : a.direct === b.direct ? a.direct : undefined;
  const hashes = distinct([...(a.hashes ?? []), ...(b.hashes ?? [])]);
  return {
    ...known,
    licenses: distinct([...a.licenses, ...b.licenses]),
    ...(hashes.length > 0 && { hashes }),
    relation: a.relation === "installed" || b.relation === "installed" ? "installed" : "declared",
    ...(scope !== undefined && (isScoped || scope === "production") && { scope }),
    ...(direct !== undefined && { direct }),
    dependsOn: distinct([...a.dependsOn, ...b.dependsOn]),
    ...(a.ownedBy !== undefined && a.ownedBy === b.ownedBy && { ownedBy: a.ownedBy }),
    occurrences: distinctPlaces([...a.occurrences, ...b.occurrences]),
  };
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(compareText);
}
