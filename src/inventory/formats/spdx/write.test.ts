import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Component } from "../../../core/component.ts";
import { ANY_COMPONENTS } from "../testing/any-component.ts";
import { StrictSpdx } from "../testing/strict-spdx.ts";
import { writeSpdx } from "./write.ts";

const COMPONENTS: Component[] = [
  {
    purl: "pkg:npm/b@2.0.0",
    type: "npm",
    name: "b",
    version: "2.0.0",
    licenses: ["MIT OR Apache-2.0", "Somebody's own"],
    relation: "installed",
    dependsOn: ["pkg:npm/a@1.0.0", "pkg:npm/not-here@1.0.0"],
    occurrences: [{ path: "node_modules/b/package.json" }],
  },
  {
    purl: "pkg:npm/a@1.0.0",
    type: "npm",
    name: "a",
    version: "1.0.0",
    licenses: [],
    relation: "declared",
    dependsOn: [],
    occurrences: [{ path: "package-lock.json", line: 3 }],
  },
];
const ABOUT = { target: { kind: "image", ref: "app:1" }, toolVersion: "1.0.0", timestamp: new Date(0) } as const;

interface Written {
  documentNamespace: string;
  creationInfo: { created: string };
  packages: { SPDXID: string; name: string; licenseDeclared: string }[];
  relationships: { spdxElementId: string; relationshipType: string; relatedSpdxElement: string }[];
  hasExtractedLicensingInfos: { licenseId: string; extractedText: string }[];
}

function write(components: Component[], created = new Date(0)): Written {
  return JSON.parse(writeSpdx(components, { ...ABOUT, timestamp: created })) as Written;
}

test("every relationship leads to an element of the document, and every id is one", () => {
  const { packages, relationships } = write(COMPONENTS);
  const ids = ["SPDXRef-DOCUMENT", ...packages.map(({ SPDXID }) => SPDXID)];
  for (const id of ids) expect(id).toMatch(/^SPDXRef-[A-Za-z0-9.-]+$/);
  expect(new Set(ids).size).toBe(ids.length);
  const named = relationships.flatMap(({ spdxElementId, relatedSpdxElement }) => [spdxElementId, relatedSpdxElement]);
  expect(named.filter((id) => !ids.includes(id))).toEqual([]);
  expect(relationships.map(({ relationshipType }) => relationshipType)).toEqual([
    "DESCRIBES",
    "CONTAINS",
    "CONTAINS",
    "DEPENDS_ON",
  ]);
});

test("a licence outside the list is declared before it is named; none is no assertion", () => {
  const { packages, hasExtractedLicensingInfos } = write(COMPONENTS);
  const [own] = hasExtractedLicensingInfos;
  expect(own?.extractedText).toBe("Somebody's own");
  expect(packages.map(({ name, licenseDeclared }) => [name, licenseDeclared])).toEqual([
    ["app:1", "NOASSERTION"],
    ["a", "NOASSERTION"],
    ["b", `(MIT OR Apache-2.0) AND ${own?.licenseId}`],
  ]);
});

test("an expression may name a licence of its own", () => {
  const [component] = COMPONENTS.slice(1);
  const licenses = ["MIT OR LicenseRef-ours"];
  const { hasExtractedLicensingInfos } = write(component === undefined ? [] : [{ ...component, licenses }]);
  expect(hasExtractedLicensingInfos).toMatchObject([{ licenseId: "LicenseRef-ours" }]);
});

test("the same components give the same bytes; the time does not change the document's name", () => {
  expect(writeSpdx([...COMPONENTS].reverse(), ABOUT)).toBe(writeSpdx(COMPONENTS, ABOUT));
  const later = write(COMPONENTS, new Date(1_000));
  expect(later.creationInfo.created).toBe("1970-01-01T00:00:01Z");
  expect(later.documentNamespace).toBe(write(COMPONENTS).documentNamespace);
});

test("any components make a document that is strictly of SPDX 2.3, and every id in it is one element's", () => {
  const more = [
    {},
    { gaps: [{ where: "a.lock", reason: "broken" }] },
    { ancestors: [{ name: "std/node", by: "declared" as const, layers: [] }], supplier: "us", version: "1" },
    { parts: [{ target: ABOUT.target, purls: new Set(["pkg:npm/a@1"]) }] },
  ];
  fc.assert(
    fc.property(ANY_COMPONENTS, fc.constantFrom(...more), (components, rest) => {
      const document = StrictSpdx.parse(JSON.parse(writeSpdx(components, { ...ABOUT, ...rest })));
      const ids = document.packages.map(({ SPDXID }) => SPDXID);
      expect(new Set(ids).size).toBe(ids.length);
      const named = document.relationships.flatMap((one) => [one.spdxElementId, one.relatedSpdxElement]);
      expect(named.filter((id) => id !== document.SPDXID && !ids.includes(id))).toEqual([]);
    }),
    { numRuns: 50 },
  );
});
