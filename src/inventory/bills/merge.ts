import type { Component } from "../../core/component.ts";
import { compareText, distinctPlaces } from "../../core/order.ts";
import type { Target } from "../../core/target.ts";
import { type Part, targetRef } from "../formats/about-bill.ts";

/** One bill to merge: whose it is, and what it lists. */
export interface BillOf {
  readonly target: Target;
  readonly components: readonly Component[];
}

export interface Merged {
  /** Each once, in the order of their purls. */
  readonly components: readonly Component[];
  /** Which target lists which. */
  readonly parts: readonly Part[];
}

/** Makes one bill of several. A component that two of them list is one, with what either knows of it. */
export function mergeBills(bills: readonly BillOf[]): Merged {
  const components = new Map<string, Component>();
  const parts = new Map<string, { target: Target; purls: Set<string> }>();
  for (const { target, components: listed } of bills) {
    const ref = targetRef(target);
    const part = parts.get(ref) ?? { target, purls: new Set<string>() };
    parts.set(ref, part);
    for (const component of listed) {
      part.purls.add(component.purl);
      const known = components.get(component.purl);
      components.set(component.purl, known === undefined ? component : join(known, component));
    }
  }
  return {
    components: [...components.values()].sort((a, b) => compareText(a.purl, b.purl)),
    parts: [...parts.values()],
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
