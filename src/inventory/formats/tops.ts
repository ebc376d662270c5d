import type { Component } from "../../core/component.ts";
import { compareText } from "../../core/order.ts";

/** What a target itself needs: what its project asks for, and what nothing else in it needs. */
export function topsOf(components: readonly Component[]): string[] {
  const needed = new Set(components.flatMap(({ purl, dependsOn }) => dependsOn.filter((need) => need !== purl)));
  return components
    .filter(({ purl, direct }) => direct === true || !needed.has(purl))
    .map(({ purl }) => purl)
    .sort(compareText);
}
