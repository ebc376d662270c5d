import type { WholeReader } from "../../core/reader.ts";
import { type PackageFact, type PassedOverFact, type UnreadFact, unreadAt } from "../facts.ts";
import { asPackage } from "./as-package.ts";
import { readCycloneDx } from "./cyclonedx/read.ts";
import type { Listing } from "./listed.ts";
import { type OpenedDocument, openDocument } from "./open-document.ts";
import { readSpdx } from "./spdx/read.ts";
import { readSpdx3 } from "./spdx/read-3.ts";

/** The components of a CycloneDX or SPDX document, when a document is what we look at. Somebody else listed them. */
export const billOfMaterials: WholeReader<PackageFact | PassedOverFact | UnreadFact> = {
  id: "inventory/bill-of-materials",
  version: 4,
  wants: ({ type }, { target }) => target === "sbom" && type === "file",
  *read(file) {
    const { components, faults } = readListing(file.text());
    const here = new Set(components.map(({ purl }) => purl));
    for (const { ownedBy, ...listed } of components) {
      // An owner that the document does not list would leave a package that nobody judges.
      yield asPackage(file, { ...listed, ...(ownedBy !== undefined && here.has(ownedBy) && { ownedBy }) });
    }
    for (const fault of faults) yield unreadAt(file.place, fault);
  },
};

export function readListing(text: string): Listing {
  return listingOf(openDocument(text));
}

export function listingOf(document: OpenedDocument): Listing {
  switch (document.format) {
    case "cyclonedx":
      return readCycloneDx(document.json);
    case "spdx-2":
      return readSpdx(document.json);
    case "spdx-3":
      return readSpdx3(document.json);
    case "unknown":
      return { components: [], faults: [document.reason] };
  }
}
