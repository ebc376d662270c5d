import { createHash } from "node:crypto";
import type { Component } from "../../../core/component.ts";
import { compareText } from "../../../core/order.ts";
import type { Place } from "../../../core/place.ts";
import type { Target } from "../../../core/target.ts";
import { contentUuid } from "../content-uuid.ts";
import { readLicense } from "../licenses.ts";

export interface AboutSpdx {
  readonly target: Target;
  readonly toolVersion: string;
  /** The format cannot do without a time. The same components and the same time give the same bytes. */
  readonly created: Date;
}

const DOCUMENT = "SPDXRef-DOCUMENT";
const TARGET = "SPDXRef-Target";
const UNKNOWN = "NOASSERTION";

/** Writes an SPDX 2.3 document as JSON. Components are written in the order of their purls. */
export function writeSpdx(components: readonly Component[], about: AboutSpdx): string {
  const { target, toolVersion, created } = about;
  const sorted = [...components].sort((a, b) => compareText(a.purl, b.purl));
  const licenses = new NamedLicenses();
  const content = {
    packages: [targetPackage(target), ...sorted.map((component) => asPackage(component, licenses))],
    relationships: relationships(sorted),
    ...licenses.asWritten(),
  };
  const document = {
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: DOCUMENT,
    name: target.ref,
    documentNamespace: `urn:uuid:${contentUuid([target, content])}`,
    creationInfo: {
      created: created.toISOString().replace(/\.\d+Z$/, "Z"),
      creators: [`Tool: waybill-${toolVersion}`],
    },
    ...content,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function targetPackage({ kind, ref, digest, commit }: Target) {
  const version = digest ?? commit;
  return {
    SPDXID: TARGET,
    name: ref,
    ...(version !== undefined && { versionInfo: version }),
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

function asPackage(component: Component, licenses: NamedLicenses) {
  const { purl, name, version, occurrences } = component;
  return {
    SPDXID: idOf(purl),
    name,
    ...(version !== undefined && { versionInfo: version }),
    ...unexamined(licenses.declared(component.licenses)),
    sourceInfo: `found in ${occurrences.map(placeText).join(", ")}`,
    externalRefs: [{ referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: purl }],
  };
}

/** Letters, digits, dots and hyphens are all that an id may hold. */
function idOf(purl: string): string {
  return `SPDXRef-Package-${digits(purl)}`;
}

function digits(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 20);
}

function placeText({ path = "", line }: Place): string {
  return line === undefined ? path : `${path}:${line}`;
}

function relationships(components: readonly Component[]) {
  const here = new Set(components.map(({ purl }) => purl));
  return [
    { spdxElementId: DOCUMENT, relationshipType: "DESCRIBES", relatedSpdxElement: TARGET },
    ...components.flatMap(({ purl, dependsOn }) => [
      { spdxElementId: TARGET, relationshipType: "CONTAINS", relatedSpdxElement: idOf(purl) },
      ...dependsOn
        .filter((need) => here.has(need))
        .map((need) => ({ spdxElementId: idOf(purl), relationshipType: "DEPENDS_ON", relatedSpdxElement: idOf(need) })),
    ]),
  ];
}

/** Licences outside the SPDX list, which a document has to declare before it may name them. */
class NamedLicenses {
  readonly #names = new Map<string, string>();

  /** One expression for all that a component says of its licences; several hold together. */
  declared(licenses: readonly string[]): string {
    if (licenses.length === 0) return UNKNOWN;
    const parts = licenses.map((text) => this.#part(text, licenses.length > 1));
    return parts.join(" AND ");
  }

  #part(text: string, isOneOfMany: boolean): string {
    const license = readLicense(text);
    if (license.kind === "id") return text;
    if (license.kind === "name") return this.#named(`LicenseRef-${digits(text)}`, text);
    for (const id of text.match(/(?<![A-Za-z0-9.:-])LicenseRef-[A-Za-z0-9.-]+/g) ?? []) this.#named(id, id);
    return isOneOfMany ? `(${text})` : text;
  }

  #named(id: string, text: string): string {
    this.#names.set(id, text);
    return id;
  }

  asWritten() {
    if (this.#names.size === 0) return {};
    const named = [...this.#names].sort(([a], [b]) => compareText(a, b));
    return {
      hasExtractedLicensingInfos: named.map(([licenseId, name]) => ({ licenseId, name, extractedText: name })),
    };
  }
}
