import type { Component } from "../../../core/component.ts";
import { compareText } from "../../../core/order.ts";
import { describePlace, type Place } from "../../../core/place.ts";
import type { Target } from "../../../core/target.ts";
import { type AboutBill, inSeconds, MOST_GAPS, targetRef } from "../about-bill.ts";
import { contentUuid } from "../content-uuid.ts";
import { nameHash } from "../hashes.ts";
import { type Noted, writeGap, writeNote, writeRemark } from "./annotation.ts";
import { NamedLicenses } from "./named-licenses.ts";
import { DOCUMENT, packageId, relationships, TARGET, targetId } from "./relationships.ts";

/** The format cannot do without a time. The same components and the same time give the same bytes. */
export type AboutSpdx = AboutBill & { readonly timestamp: Date };

const UNKNOWN = "NOASSERTION";

/** Writes an SPDX 2.3 document as JSON. Components are written in the order of their purls. */
export function writeSpdx(components: readonly Component[], about: AboutSpdx): string {
  const { target, toolVersion, timestamp, gaps = [], parts = [] } = about;
  const sorted = [...components].sort((a, b) => compareText(a.purl, b.purl));
  const licenses = new NamedLicenses();
  const note = annotator(toolVersion, timestamp);
  const merged = new Map(
    parts.map((part) => [targetRef(part.target), targetPackage(part.target, targetId(part.target))]),
  );
  const annotations = [
    ...remarks(about),
    ...gaps.slice(0, MOST_GAPS).map(({ where, reason }) => writeGap(where, reason)),
  ];
  const content = {
    ...(annotations.length > 0 && { annotations: annotations.map(note) }),
    packages: [
      targetPackage(target, TARGET, about),
      ...[...merged].sort(([a], [b]) => compareText(a, b)).map(([, one]) => one),
      ...sorted.map((component) => asPackage(component, licenses, note)),
    ],
    relationships: relationships(sorted, parts),
    ...licenses.asWritten(),
  };
  const document = {
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: DOCUMENT,
    name: target.ref,
    documentNamespace: `urn:uuid:${contentUuid([target, about.supplier, about.version, sorted, gaps, [...merged.values()]])}`,
    creationInfo: { created: inSeconds(timestamp), creators: [`Tool: waybill-${toolVersion}`] },
    ...content,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** What an image stands on, and what the bill cannot list. */
function remarks({ ancestors = [], unclaimed }: AboutBill): string[] {
  const bases = ancestors.map(({ name }) => writeRemark(`stands on ${name}`));
  if (unclaimed === undefined || unclaimed.unclaimed === 0) return bases;
  const largest = unclaimed.largest.map(({ at, bytes, format }) => `${describePlace(at)} (${format}, ${bytes} bytes)`);
  return [
    ...bases,
    writeRemark(`programs that no package brought: ${unclaimed.unclaimed}, the largest ${largest.join(", ")}`),
  ];
}

function targetPackage(target: Target, id: string, about: Pick<AboutBill, "supplier" | "version"> = {}) {
  const { kind, ref, digest, commit } = target;
  const { supplier, version = digest ?? commit } = about;
  return {
    SPDXID: id,
    name: ref,
    ...(version !== undefined && { versionInfo: version }),
    ...(supplier !== undefined && { supplier: `Organization: ${supplier}` }),
    ...unexamined(UNKNOWN),
    primaryPackagePurpose: kind === "image" ? "CONTAINER" : kind === "rootfs" ? "OPERATING_SYSTEM" : "APPLICATION",
  };
}

/** What the format asks for and we do not look at. */
function unexamined(licenseDeclared: string) {
  return {
    downloadLocation: UNKNOWN,
    filesAnalyzed: false,
    licenseConcluded: UNKNOWN,
    licenseDeclared,
    copyrightText: UNKNOWN,
  };
}

type Annotator = ReturnType<typeof annotator>;

function annotator(toolVersion: string, time: Date) {
  return (comment: string) => ({
    annotationDate: inSeconds(time),
    annotationType: "OTHER",
    annotator: `Tool: waybill-${toolVersion}`,
    comment,
  });
}

function asPackage(component: Component, licenses: NamedLicenses, note: Annotator) {
  const { purl, name, version, supplier, hashes = [], occurrences } = component;
  const named = hashes.flatMap((hash) => nameHash(hash) ?? []);
  return {
    SPDXID: packageId(purl),
    name,
    ...(version !== undefined && { versionInfo: version }),
    ...(supplier !== undefined && { supplier: `Organization: ${supplier}` }),
    ...unexamined(licenses.declared(component.licenses)),
    ...(named.length > 0 && {
      checksums: named.map(({ spdx, digits }) => ({ algorithm: spdx, checksumValue: digits })),
    }),
    sourceInfo: `found in ${occurrences.map(placeText).join(", ")}`,
    externalRefs: [{ referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: purl }],
    annotations: [note(writeNote(noted(component)))],
  };
}

function noted({ direct, distribution, occurrences, ownedBy, relation, source }: Component): Noted {
  return {
    ...(direct !== undefined && { direct }),
    ...(distribution !== undefined && { distribution }),
    ...(occurrences.length > 0 && { places: occurrences }),
    ...(ownedBy !== undefined && { ownedBy }),
    relation,
    ...(source !== undefined && { source }),
  };
}

function placeText({ path = "", line }: Place): string {
  return line === undefined ? path : `${path}:${line}`;
}
