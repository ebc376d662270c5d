import type { Component } from "../../../core/component.ts";
import { compareText } from "../../../core/order.ts";
import type { Target } from "../../../core/target.ts";
import { type Part, targetRef } from "../about-bill.ts";
import { digitsOf } from "./digits.ts";

export const DOCUMENT = "SPDXRef-DOCUMENT";
export const TARGET = "SPDXRef-Target";

/** Letters, digits, dots and hyphens are all that an id may hold. */
export function packageId(purl: string): string {
  return `SPDXRef-Package-${digitsOf(purl)}`;
}

/** Of a bill that was merged into the document. */
export function targetId(target: Target): string {
  return `SPDXRef-Target-${digitsOf(targetRef(target))}`;
}

/** How a component stands to its target, where something says so. */
const BY_SCOPE = {
  production: "RUNTIME_DEPENDENCY_OF",
  development: "DEV_DEPENDENCY_OF",
  optional: "OPTIONAL_DEPENDENCY_OF",
} as const;

interface Relationship {
  readonly spdxElementId: string;
  readonly relationshipType: string;
  readonly relatedSpdxElement: string;
}

/** The document describes its target, which contains all components, or else the targets that contain them. */
export function relationships(components: readonly Component[], parts: readonly Part[]): Relationship[] {
  const here = new Set(components.map(({ purl }) => purl));
  const containers = new Map(parts.map(({ target, purls }) => [targetId(target), purls]));
  const nested = [...containers.keys()].sort(compareText);
  return [
    relationship(DOCUMENT, "DESCRIBES", TARGET),
    ...nested.map((id) => relationship(TARGET, "CONTAINS", id)),
    ...components.flatMap(({ purl, dependsOn, scope }) => {
      const id = packageId(purl);
      const holders = nested.length === 0 ? [TARGET] : nested.filter((one) => containers.get(one)?.has(purl));
      return [
        ...holders.map((holder) => relationship(holder, "CONTAINS", id)),
        ...(scope === undefined ? [] : [relationship(id, BY_SCOPE[scope], TARGET)]),
        ...dependsOn.filter((need) => here.has(need)).map((need) => relationship(id, "DEPENDS_ON", packageId(need))),
      ];
    }),
  ];
}

function relationship(from: string, type: string, to: string): Relationship {
  return { spdxElementId: from, relationshipType: type, relatedSpdxElement: to };
}
