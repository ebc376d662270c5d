import type { Component } from "../../core/component.ts";
import { distinctPlaces } from "../../core/order.ts";
import type { Place } from "../../core/place.ts";
import type { Target } from "../../core/target.ts";
import { assemble } from "../assembly/assemble.ts";
import type { PackageFact } from "../facts.ts";
import { asPackage } from "./as-package.ts";
import { listingOf } from "./bill-of-materials.ts";
import { canonicalPurl } from "./canonical-purl.ts";
import { openDocument } from "./open-document.ts";
import { subjectOf } from "./subject.ts";

/** What somebody's document lists, as components of ours, each at the places in the target that the document tells. */
export interface ListedComponents {
  /** What the document says that it is about. */
  readonly target: Target | undefined;
  readonly components: readonly Component[];
  /** What in it could not be read: with any, the list is not whole. */
  readonly faults: readonly string[];
  /** Entries without a package URL, which nobody can judge. */
  readonly withoutPurl: number;
}

/** Reads a CycloneDX or SPDX document that did not come as a target, but over the wire. */
export function componentsOfBill(text: string): ListedComponents {
  const document = openDocument(text);
  const { components: listed, faults } = listingOf(document);
  const packages: PackageFact[] = [];
  const told = new Map<string, readonly Place[]>();
  const found = [...faults];
  let withoutPurl = 0;
  const here = new Set(listed.map(({ purl }) => purl));
  for (const { ownedBy, ...one } of listed) {
    // An owner that the document does not list would leave a package that nobody judges.
    const owner = ownedBy !== undefined && here.has(ownedBy) && { ownedBy };
    const fact = asPackage(DOCUMENT, { ...one, ...owner });
    if (fact.kind === "package") packages.push(fact);
    else if (fact.kind === "unread-packages") found.push(fact.reason);
    else withoutPurl++;
    const purl = one.purl === undefined || one.places.length === 0 ? undefined : canonicalPurl(one.purl)?.purl;
    if (purl !== undefined) told.set(purl, distinctPlaces([...(told.get(purl) ?? []), ...one.places]));
  }
  const { components, gaps } = assemble({ ...NOTHING_ELSE, packages });
  return {
    target: faults.length === 0 || listed.length > 0 ? subjectOf(document) : undefined,
    components: components.map(({ component }) => ({
      ...component,
      occurrences: [...(told.get(component.purl) ?? [])],
    })),
    faults: [...found, ...gaps.map(({ reason }) => reason)],
    withoutPurl,
  };
}

const DOCUMENT = { path: "bill", place: { path: "bill" } };

const NOTHING_ELSE = {
  ownedFiles: [],
  licenses: [],
  distributions: [],
  programs: [],
  claimedFiles: [],
  layerIndex: () => 0,
};
