import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Component } from "../../core/component.ts";
import { assemble } from "../assembly/assemble.ts";
import { CONTEXT, packagesIn, readAll } from "../testing/fake-file.ts";
import { restOf } from "../testing/listing.ts";
import { billOfMaterials } from "./bill-of-materials.ts";
import { CYCLONEDX_VERSIONS } from "./cyclonedx/versions.ts";
import { writeCycloneDx } from "./cyclonedx/write.ts";
import { writeCycloneDxXml } from "./cyclonedx/write-xml.ts";
import { writeSpdx } from "./spdx/write.ts";
import { ANY_COMPONENTS } from "./testing/any-component.ts";

const SBOM = { ...CONTEXT, target: "sbom" } as const;
const ABOUT = { target: { kind: "directory", ref: "." }, toolVersion: "1" } as const;

const WRITERS: readonly (readonly [form: string, write: (components: readonly Component[]) => string])[] = [
  ...CYCLONEDX_VERSIONS.flatMap((specVersion) => [
    [
      `JSON ${specVersion}`,
      (components: readonly Component[]) => writeCycloneDx(components, { ...ABOUT, specVersion }),
    ] as const,
    [
      `XML ${specVersion}`,
      (components: readonly Component[]) => writeCycloneDxXml(components, { ...ABOUT, specVersion }),
    ] as const,
  ]),
  ["SPDX 2.3", (components) => writeSpdx(components, { ...ABOUT, timestamp: new Date(0) })],
];

test.each(WRITERS)("what is written as %s reads back", (_, write) => {
  fc.assert(
    fc.property(ANY_COMPONENTS, (components) => {
      const facts = readAll(billOfMaterials, "bom", write(components), SBOM);
      expect(restOf(facts)).toEqual([]);
      const seen = {
        packages: packagesIn(facts),
        ownedFiles: [],
        licenses: [],
        distributions: [],
        programs: [],
        claimedFiles: [],
        layerIndex: () => 0,
      };
      const read = assemble(seen).components.map(({ component }) => kept(component, components));
      const written = components.map((component) => kept(component, components));
      expect(byPurl(read)).toEqual(byPurl(written));
    }),
    { numRuns: 40 },
  );
});

/** What every format keeps: the places are the document's own, and licences of an expression may stand apart. */
function kept(component: Component, all: readonly Component[]) {
  const { purl, type, version, licenses, scope, direct, relation, supplier, hashes, dependsOn } = component;
  const here = new Set(all.map((one) => one.purl));
  const needs = dependsOn.filter((need) => here.has(need) && need !== purl).sort();
  const words = licenses.map((text) => text.replace(/^\(|\)$/g, "")).sort();
  return {
    purl,
    type,
    version,
    licenses: words,
    scope,
    direct,
    relation,
    supplier,
    hashes: [...(hashes ?? [])].sort(),
    needs,
  };
}

function byPurl<T extends { purl: string }>(components: readonly T[]): T[] {
  return [...components].sort((a, b) => (a.purl < b.purl ? -1 : 1));
}

test.each(WRITERS)("damage to %s is read or said, and never thrown", (_, write) => {
  const [components = []] = fc.sample(ANY_COMPONENTS, { seed: 3, numRuns: 1 });
  const whole = write(components);
  fc.assert(
    fc.property(fc.nat(whole.length), fc.nat(40), fc.string({ maxLength: 4 }), fc.boolean(), (at, skip, put, cut) => {
      const text = whole.slice(0, at) + put + (cut ? "" : whole.slice(at + skip));
      expect(() => readAll(billOfMaterials, "bom", text, SBOM)).not.toThrow();
    }),
    { numRuns: 60 },
  );
  const half = whole.slice(0, whole.length / 2);
  expect(restOf(readAll(billOfMaterials, "bom", half, SBOM))).not.toEqual([]);
});

test("a document that calls itself incomplete is not believed to be whole", () => {
  const about = { ...ABOUT, gaps: [{ where: "a.lock", reason: "broken" }] };
  const reasons = ["unread could not be read for it: a.lock: broken"];
  const said = "unread the document says of itself that it is incomplete";
  const read = (text: string) => restOf(readAll(billOfMaterials, "bom", text, SBOM));
  expect(read(writeCycloneDx([], about))).toEqual([said, ...reasons]);
  expect(read(writeCycloneDxXml([], about)).slice(0, 1)).toEqual([said]);
  expect(read(writeSpdx([], { ...about, timestamp: new Date(0) }))).toEqual(reasons);
});
