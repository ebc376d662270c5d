import type { Component } from "../../../core/component.ts";
import { compareText } from "../../../core/order.ts";
import { describePlace } from "../../../core/place.ts";
import type { Target } from "../../../core/target.ts";
import { type AboutBill, inSeconds, MOST_GAPS, targetRef } from "../about-bill.ts";
import { contentUuid } from "../content-uuid.ts";
import { topsOf } from "../tops.ts";
import { asWritten, type WrittenComponent, type WrittenProperty } from "./component.ts";
import { PROPERTY } from "./properties.ts";
import type { CycloneDxVersion } from "./versions.ts";

export interface AboutCycloneDx extends AboutBill {
  /** Default 1.6, the newest that the common consumers read. */
  readonly specVersion?: CycloneDxVersion;
}

interface Tool {
  readonly type?: "application";
  readonly name: string;
  readonly version: string;
}

interface WrittenRoot {
  readonly type: string;
  readonly "bom-ref": string;
  readonly supplier?: { readonly name: string };
  readonly name: string;
  readonly version?: string;
  /** What an image stands on. */
  readonly pedigree?: { readonly ancestors: readonly { readonly type: "container"; readonly name: string }[] };
  readonly properties?: readonly WrittenProperty[];
  readonly components?: readonly WrittenRoot[];
}

/** A document before it is JSON or XML: the keys are those of the JSON schema, in its order. */
export interface WrittenDocument {
  readonly specVersion: CycloneDxVersion;
  readonly serialNumber: string;
  readonly version: 1;
  readonly metadata: {
    readonly timestamp?: string;
    readonly tools: readonly Tool[] | { readonly components: readonly Tool[] };
    readonly component: WrittenRoot;
    readonly properties?: readonly WrittenProperty[];
  };
  readonly components: readonly WrittenComponent[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
  readonly compositions?: readonly { readonly aggregate: "incomplete"; readonly assemblies: readonly string[] }[];
}

/** Components stand in the order of their purls, and the serial number is a hash of all but the time. */
export function cycloneDxDocument(components: readonly Component[], about: AboutCycloneDx): WrittenDocument {
  const { target, timestamp, gaps = [], specVersion = "1.6" } = about;
  const sorted = [...components].sort((a, b) => compareText(a.purl, b.purl));
  const metadata = metadataOf(about, specVersion);
  const content = {
    components: sorted.map((component) => asWritten(component, specVersion, partsOf(component, about))),
    dependencies: dependencies(sorted, about),
    ...(gaps.length > 0 && { compositions: [{ aggregate: "incomplete" as const, assemblies: [targetRef(target)] }] }),
  };
  return {
    specVersion,
    serialNumber: `urn:uuid:${contentUuid([specVersion, metadata, content])}`,
    version: 1,
    metadata: { ...(timestamp !== undefined && { timestamp: inSeconds(timestamp) }), ...metadata },
    ...content,
  };
}

function metadataOf(about: AboutBill, specVersion: CycloneDxVersion) {
  const { target, toolVersion, parts = [] } = about;
  const tool = { name: "waybill", version: toolVersion };
  const nested = [...parts]
    .map((part) => root(part.target, part))
    .sort((a, b) => compareText(a["bom-ref"], b["bom-ref"]));
  const properties = [...unreadPlaces(about), ...strangers(about)];
  return {
    tools: specVersion === "1.4" ? [tool] : { components: [{ type: "application" as const, ...tool }] },
    component: { ...root(target, about), ...(nested.length > 0 && { components: nested }) },
    ...(properties.length > 0 && { properties }),
  };
}

function unreadPlaces({ gaps = [] }: AboutBill): WrittenProperty[] {
  if (gaps.length === 0) return [];
  const named = gaps
    .slice(0, MOST_GAPS)
    .map(({ where, reason }) => ({ name: PROPERTY.gap, value: `${where}: ${reason}` }));
  return [...named, { name: PROPERTY.gaps, value: String(gaps.length) }];
}

function strangers({ unclaimed }: AboutBill): WrittenProperty[] {
  if (unclaimed === undefined || unclaimed.unclaimed === 0) return [];
  const named = unclaimed.largest.map(({ at, bytes, format }) => ({
    name: PROPERTY.unclaimedProgram,
    value: `${describePlace(at)}: ${format}, ${bytes} bytes`,
  }));
  return [...named, { name: PROPERTY.unclaimedPrograms, value: String(unclaimed.unclaimed) }];
}

function root(target: Target, about: Pick<AboutBill, "ancestors" | "supplier" | "version"> = {}): WrittenRoot {
  const { kind, ref, digest, commit, platform } = target;
  const { ancestors = [], supplier, version = digest ?? commit } = about;
  const properties = [
    ...(about.version !== undefined && digest !== undefined ? [{ name: PROPERTY.digest, value: digest }] : []),
    ...(platform !== undefined ? [{ name: PROPERTY.platform, value: platform }] : []),
  ];
  return {
    type: kind === "image" ? "container" : kind === "rootfs" ? "operating-system" : "application",
    "bom-ref": targetRef(target),
    ...(supplier !== undefined && { supplier: { name: supplier } }),
    name: ref,
    ...(version !== undefined && { version }),
    ...(ancestors.length > 0 && {
      pedigree: { ancestors: ancestors.map((base) => ({ type: "container" as const, name: base.name })) },
    }),
    ...(properties.length > 0 && { properties }),
  };
}

function partsOf({ purl }: Component, { parts = [] }: AboutBill): string[] {
  const own = parts.filter(({ purls }) => purls.has(purl)).map(({ target }) => targetRef(target));
  return [...new Set(own)].sort(compareText);
}

/** One entry for each reference. */
function dependencies(components: readonly Component[], { target, parts = [] }: AboutBill) {
  const here = new Set(components.map(({ purl }) => purl));
  const roots = new Map<string, string[]>();
  for (const part of parts) {
    roots.set(targetRef(part.target), topsOf(components.filter(({ purl }) => part.purls.has(purl))));
  }
  const first = parts.length > 0 ? [...roots.keys()].sort(compareText) : topsOf(components);
  return [
    { ref: targetRef(target), dependsOn: first.filter((ref) => ref !== targetRef(target)) },
    ...[...roots].sort(([a], [b]) => compareText(a, b)).map(([ref, dependsOn]) => ({ ref, dependsOn })),
    ...components.map(({ purl, dependsOn }) => ({
      ref: purl,
      dependsOn: [...new Set(dependsOn)].sort(compareText).filter((need) => need !== purl && here.has(need)),
    })),
  ];
}
