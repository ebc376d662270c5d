import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Component } from "../../../core/component.ts";
import { packagesIn, readAll } from "../../testing/fake-file.ts";
import { edgesIn, listing, restOf } from "../../testing/listing.ts";
import { billOfMaterials } from "../bill-of-materials.ts";
import { writeSpdx } from "./write.ts";

const SBOM = { target: "sbom", identityKey: "test", explain: false } as const;

function component(purl: string, more: Partial<Component> = {}): Component {
  const name = /\/([^/@]+)@/.exec(purl)?.[1] ?? purl;
  return {
    purl,
    type: "npm",
    name,
    version: "1",
    licenses: [],
    relation: "declared",
    dependsOn: [],
    occurrences: [],
    ...more,
  };
}

const WRITTEN = writeSpdx(
  [
    component("pkg:npm/a@1", {
      dependsOn: ["pkg:npm/b@1"],
      licenses: ["BSD-3-Clause OR ISC", "MIT", "Somebody's own"],
    }),
    component("pkg:npm/b@1", { licenses: ["MIT OR Apache-2.0"] }),
  ],
  { target: { kind: "image", ref: "app:1" }, toolVersion: "1", timestamp: new Date(0) },
);

test("what is written reads back; the target is none of its packages", () => {
  const facts = readAll(billOfMaterials, "bom.spdx.json", WRITTEN, SBOM);
  expect(listing(facts)).toEqual(["pkg:npm/a@1", "pkg:npm/b@1"]);
  expect(edgesIn(facts)).toEqual(["a@1 > b@1"]);
  expect(packagesIn(facts).map(({ licenses }) => licenses)).toEqual([
    ["BSD-3-Clause OR ISC", "MIT", "Somebody's own"],
    ["MIT OR Apache-2.0"],
  ]);
  expect(restOf(facts)).toEqual([]);
});

test("documents of others: edges the other way round, sources, packages without a purl", () => {
  const purl = (locator: string) => [
    { referenceCategory: "PACKAGE_MANAGER", referenceType: "purl", referenceLocator: locator },
  ];
  const document = {
    spdxVersion: "SPDX-2.2",
    packages: [
      {
        SPDXID: "a",
        name: "libssl3",
        licenseConcluded: "NOASSERTION",
        licenseDeclared: "NONE",
        externalRefs: purl("pkg:deb/debian/libssl3@3.0.11-1?arch=amd64&upstream=openssl&distro=debian-12"),
      },
      { SPDXID: "b", name: "jest", externalRefs: purl("pkg:npm/jest@29.0.0") },
      { SPDXID: "c", name: "unnamed" },
      {
        SPDXID: "d",
        name: "bash",
        externalRefs: purl("pkg:rpm/redhat/bash@5.1.8-6.el9?arch=x86_64&epoch=1&distro=rhel-9.3"),
      },
      { name: "no id" },
    ],
    relationships: [
      { spdxElementId: "a", relationshipType: "DEPENDENCY_OF", relatedSpdxElement: "d" },
      { spdxElementId: "b", relationshipType: "DEV_DEPENDENCY_OF", relatedSpdxElement: "d" },
    ],
  };
  const facts = readAll(billOfMaterials, "x.json", JSON.stringify(document), SBOM);
  expect(packagesIn(facts)).toMatchObject([
    { source: { name: "openssl", version: "3.0.11-1" }, distribution: "debian:12", licenses: [] },
    { name: "jest", scope: "development" },
    { name: "bash", version: "1:5.1.8-6.el9", distribution: "rhel:9.3" },
  ]);
  expect(edgesIn(facts)).toEqual(["bash@1:5.1.8-6.el9 > libssl3@3.0.11-1", "bash@1:5.1.8-6.el9 > jest@29.0.0"]);
  expect(restOf(facts)).toEqual([
    "withoutPurl a package without a package URL",
    "unread 1 package(s) or relationship(s) are not as SPDX writes them",
  ]);
});

test.each([
  ['{"spdxVersion":"SPDX-2.1"}', "unread a version of SPDX other than 2.2 and 2.3"],
  ['{"spdxVersion":7}', "unread not readable as an SPDX document"],
  ['{"@context":"https://spdx.org/rdf/4.0.1/x"}', "unread a JSON-LD document that is not of SPDX 3.0"],
])("%s", (text, reason) => {
  expect(restOf(readAll(billOfMaterials, "x.json", text, SBOM))).toEqual([reason]);
});

test("no damage makes it throw", () => {
  fc.assert(
    fc.property(fc.nat(WRITTEN.length), fc.string({ maxLength: 4 }), (at, put) => {
      const text = WRITTEN.slice(0, at) + put + WRITTEN.slice(at + 1);
      expect(() => readAll(billOfMaterials, "x.json", text, SBOM)).not.toThrow();
    }),
    { numRuns: 100 },
  );
});
