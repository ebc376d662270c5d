import { expect, test } from "vitest";
import type { Component } from "../../core/component.ts";
import type { Place } from "../../core/place.ts";
import { packagesIn, readAll } from "../testing/fake-file.ts";
import { billOfMaterials } from "./bill-of-materials.ts";
import { writeCycloneDx } from "./cyclonedx/write.ts";
import { writeCycloneDxXml } from "./cyclonedx/write-xml.ts";
import { writeSpdx } from "./spdx/write.ts";
import { placesToldIn } from "./told-places.ts";

const ABOUT = { target: { kind: "image", ref: "app:1" }, toolVersion: "1", timestamp: new Date(0) } as const;
const PURL = "pkg:npm/a@1";
const OWNER = "pkg:deb/debian/node-a@1?arch=all&distro=debian-12";
const component: Component = {
  purl: PURL,
  type: "npm",
  name: "a",
  version: "1",
  licenses: [],
  relation: "installed",
  dependsOn: [],
  ownedBy: OWNER,
  occurrences: [
    { path: "a/package.json", line: 3, layer: "sha256:1" },
    { path: "a/package.json", line: 3, layer: "sha256:2" },
    { path: "b/package.json" },
  ],
};
const { ownedBy: _owner, ...unowned } = component;
const owner: Component = { ...unowned, purl: OWNER, type: "deb", name: "node-a", occurrences: [] };

const WITHOUT_LAYERS: Place[] = [{ path: "a/package.json", line: 3 }, { path: "b/package.json" }];

test.each<[string, string, readonly Place[]]>([
  [
    "JSON 1.4",
    writeCycloneDx([component], { ...ABOUT, specVersion: "1.4" }),
    [{ path: "a/package.json" }, { path: "b/package.json" }],
  ],
  [
    "JSON 1.5",
    writeCycloneDx([component], { ...ABOUT, specVersion: "1.5" }),
    [{ path: "a/package.json" }, { path: "b/package.json" }],
  ],
  ["JSON 1.6", writeCycloneDx([component], ABOUT), component.occurrences],
  ["XML 1.7", writeCycloneDxXml([component], { ...ABOUT, specVersion: "1.7" }), component.occurrences],
  ["SPDX", writeSpdx([component], ABOUT), component.occurrences],
  [
    "one layer",
    writeCycloneDx(
      [{ ...component, occurrences: WITHOUT_LAYERS.map((place) => ({ ...place, layer: "sha256:1" })) }],
      ABOUT,
    ),
    WITHOUT_LAYERS.map((place) => ({ ...place, layer: "sha256:1" })),
  ],
])("%s tells where a component lies", (_, text, places) => {
  expect(placesToldIn(text).get(PURL)).toEqual(places);
});

test.each<[string, object, readonly Place[] | undefined]>([
  [
    "Syft",
    {
      properties: [
        { name: "syft:location:0:path", value: "/usr/lib/a/package.json" },
        { name: "syft:location:0:layerID", value: "sha256:1" },
        { name: "syft:location:1:layerID", value: "sha256:2" },
      ],
    },
    [{ path: "usr/lib/a/package.json", layer: "sha256:1" }],
  ],
  [
    "Trivy",
    {
      properties: [
        { name: "aquasecurity:trivy:FilePath", value: "app/package.json" },
        { name: "aquasecurity:trivy:LayerDigest", value: "sha256:1" },
      ],
    },
    [{ path: "app/package.json", layer: "sha256:1" }],
  ],
  ["nobody", {}, undefined],
  ["damage", { evidence: { occurrences: [7, { location: "" }, { location: "a", line: -1 }] } }, [{ path: "a" }]],
])("documents of %s", (_, more, places) => {
  const one = { type: "library", name: "a", purl: PURL, ...more };
  const text = JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.6", components: [one] });
  expect(placesToldIn(text).get(PURL)).toEqual(places);
});

test("who owns a component is believed where the owner is listed, too: else nobody would judge it", () => {
  const context = { target: "sbom", identityKey: "", explain: false } as const;
  const owned = (text: string) =>
    packagesIn(readAll(billOfMaterials, "bom", text, context)).map(({ ownedBy }) => ownedBy);
  expect(owned(writeCycloneDx([component, owner], ABOUT))).toEqual([undefined, OWNER]);
  expect(owned(writeSpdx([component, owner], ABOUT))).toEqual([undefined, OWNER]);
  expect(owned(writeCycloneDx([component], ABOUT))).toEqual([undefined]);
});
