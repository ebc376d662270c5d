import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Component } from "../../../core/component.ts";
import type { Target } from "../../../core/target.ts";
import { assemble } from "../../assembly/assemble.ts";
import { CONTEXT, packagesIn, readAll } from "../../testing/fake-file.ts";
import { billOfMaterials } from "../bill-of-materials.ts";
import { CYCLONEDX_VERSIONS } from "./versions.ts";
import { writeCycloneDx } from "./write.ts";

const SBOM = { ...CONTEXT, target: "sbom" } as const;
const TARGET: Target = {
  kind: "image",
  ref: "example.com/app:1",
  digest: `sha256:${"a".repeat(64)}`,
  platform: "linux/amd64",
};

const COMPONENTS: Component[] = [
  {
    purl: "pkg:npm/%40scope/name@1.0.0",
    type: "npm",
    name: "@scope/name",
    version: "1.0.0",
    licenses: ["MIT"],
    relation: "declared",
    scope: "development",
    direct: true,
    dependsOn: ["pkg:npm/b@2.0.0"],
    occurrences: [{ path: "package-lock.json", line: 7 }],
  },
  {
    purl: "pkg:npm/b@2.0.0",
    type: "npm",
    name: "b",
    version: "2.0.0",
    licenses: ["(MIT OR Apache-2.0)"],
    relation: "installed",
    dependsOn: [],
    ownedBy: "pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12",
    occurrences: [
      { path: "x/node_modules/b/package.json", layer: "sha256:1" },
      { path: "y/node_modules/b/package.json", layer: "sha256:2" },
    ],
  },
  {
    purl: "pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12",
    type: "deb",
    name: "libc6",
    version: "2.36-9",
    source: { name: "glibc", version: "2.36-9" },
    distribution: "debian:12",
    licenses: ["GPL-2+", "MIT AND BSD-3-Clause"],
    relation: "installed",
    dependsOn: [],
    occurrences: [{ path: "var/lib/dpkg/status", line: 1, layer: "sha256:1" }],
  },
  {
    purl: "pkg:golang/example.com/app",
    type: "golang",
    name: "example.com/App",
    licenses: [],
    relation: "installed",
    dependsOn: [],
    occurrences: [{ path: "usr/bin/app" }],
  },
];

test("the same components give the same bytes, whatever their order; other ones another serial number", () => {
  const write = (components: Component[]) => writeCycloneDx(components, { target: TARGET, toolVersion: "1.0.0" });
  expect(write([...COMPONENTS].reverse())).toBe(write(COMPONENTS));
  const serial = (text: string) => JSON.parse(text).serialNumber as string;
  expect(serial(write(COMPONENTS))).toMatch(
    /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  expect(serial(write(COMPONENTS.slice(1)))).not.toBe(serial(write(COMPONENTS)));
});

test.each([
  ["1.4", "Zlib", "id"],
  ["1.4", "NIST-Software", "name"],
  ["1.5", "NIST-Software", "id"],
  ["1.6", "wwl", "name"],
  ["1.7", "NIST-Software", "id"],
] as const)("in the list of %s, %s is an %s", (specVersion, license, kind) => {
  const components = COMPONENTS.slice(0, 1).map((component) => ({ ...component, licenses: [license] }));
  const { components: written } = JSON.parse(
    writeCycloneDx(components, { target: TARGET, toolVersion: "1", specVersion }),
  );
  expect(written[0].licenses).toEqual([{ license: { [kind]: license } }]);
});

test("licences: an id from the list, an expression alone, else a name; one dependency entry a reference", () => {
  const document = JSON.parse(writeCycloneDx(COMPONENTS, { target: TARGET, toolVersion: "1.0.0" }));
  const byPurl = new Map(document.components.map((component: { purl: string }) => [component.purl, component]));
  expect(byPurl.get("pkg:npm/%40scope/name@1.0.0")).toMatchObject({
    group: "@scope",
    name: "name",
    scope: "excluded",
    licenses: [{ license: { id: "MIT" } }],
    evidence: { occurrences: [{ location: "package-lock.json", line: 7 }] },
  });
  expect(byPurl.get("pkg:npm/b@2.0.0")).toMatchObject({ licenses: [{ expression: "(MIT OR Apache-2.0)" }] });
  expect(byPurl.get("pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12")).toMatchObject({
    licenses: [{ license: { name: "GPL-2+" } }, { license: { name: "MIT AND BSD-3-Clause" } }],
  });
  const refs = document.dependencies.map(({ ref }: { ref: string }) => ref);
  expect(new Set(refs).size).toBe(refs.length);
  expect(document.dependencies[0]).toEqual({
    ref: "waybill:image:example.com/app:1",
    dependsOn: [
      "pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12",
      "pkg:golang/example.com/app",
      "pkg:npm/%40scope/name@1.0.0",
    ],
  });
});

test.each(CYCLONEDX_VERSIONS)("what is written as %s reads back, but for the places", (specVersion) => {
  const text = writeCycloneDx(COMPONENTS, { target: TARGET, toolVersion: "1.0.0", specVersion });
  const packages = packagesIn(readAll(billOfMaterials, "bom.json", text, SBOM));
  const { components } = assemble({
    packages,
    ownedFiles: [],
    licenses: [],
    distributions: [],
    programs: [],
    claimedFiles: [],
    layerIndex: () => 0,
  });
  const read = components.map(({ component }) => component);
  const written = [...COMPONENTS].sort((a, b) => (a.purl < b.purl ? -1 : 1));
  const expected = written.map((component) => {
    return { ...component, occurrences: [{ path: "bom.json" }] };
  });
  expect(read).toEqual(expected);
});

test("documents of others: nested components, sources and releases in their words", () => {
  const document = {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    components: [
      { type: "file", name: "etc/passwd" },
      {
        type: "library",
        name: "openssl",
        purl: "pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64&distro=debian-12.5&epoch=1",
        properties: [
          { name: "aquasecurity:trivy:SrcName", value: "openssl" },
          { name: "aquasecurity:trivy:SrcVersion", value: "3.0.11" },
          { name: "aquasecurity:trivy:SrcRelease", value: "1~deb12u2" },
          { name: "aquasecurity:trivy:SrcEpoch", value: "1" },
        ],
        components: [
          { type: "library", group: "org.example", name: "inner", purl: "pkg:maven/org.example/inner@1.0?type=jar" },
        ],
      },
      {
        type: "library",
        name: "ssl_client",
        purl: "pkg:apk/alpine/ssl_client@1.36.1-r29?arch=x86_64&upstream=busybox&distro=3.20.3",
      },
    ],
  };
  const facts = readAll(billOfMaterials, "bom.json", JSON.stringify(document), SBOM);
  expect(facts.filter(({ kind }) => kind !== "package")).toMatchObject([{ kind: "passed-over", as: "notPackages" }]);
  expect(packagesIn(facts)).toMatchObject([
    {
      identity: { purl: "pkg:deb/debian/libssl3@1:3.0.11-1~deb12u2?arch=amd64&distro=debian-12.5" },
      distribution: "debian:12",
      source: { name: "openssl", version: "1:3.0.11-1~deb12u2" },
    },
    {
      identity: { purl: "pkg:apk/alpine/ssl_client@1.36.1-r29?arch=x86_64&distro=3.20.3" },
      distribution: "alpine:3.20",
      source: { name: "busybox", version: "1.36.1-r29" },
    },
    { identity: { purl: "pkg:maven/org.example/inner@1.0?type=jar" }, name: "org.example:inner" },
  ]);
});

test.each([
  ["{", "no JSON, XML or tag-value document of CycloneDX or SPDX"],
  [`{"spdxVersion":"SPDX-2.0"}`, "a version of SPDX other than 2.2 and 2.3"],
  ['{"components":[]}', "not readable as a CycloneDX document"],
  ['{"bomFormat":"CycloneDX","specVersion":"2.0"}', "a version of CycloneDX other than 1.2 to 1.7"],
  [
    '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"name":7}]}',
    "1 component(s) are not as CycloneDX writes them",
  ],
  [
    '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"a","purl":"a@1"}]}',
    "the package URL of a is none",
  ],
])("%s: %s", (text, reason) => {
  expect(readAll(billOfMaterials, "bom.json", text, SBOM)).toEqual([
    { kind: "unread-packages", at: { path: "bom.json" }, reason },
  ]);
});

test("any JSON in place of the parts is read or said to be unreadable", () => {
  const document = fc.record({
    bomFormat: fc.constant("CycloneDX"),
    specVersion: fc.constant("1.6"),
    components: fc.oneof(
      fc.jsonValue(),
      fc.array(fc.record({ type: fc.string(), name: fc.string(), purl: fc.string(), components: fc.jsonValue() })),
    ),
    dependencies: fc.jsonValue(),
    metadata: fc.jsonValue(),
  });
  fc.assert(
    fc.property(document, (value) => {
      expect(() => readAll(billOfMaterials, "bom.json", JSON.stringify(value), SBOM)).not.toThrow();
    }),
    { numRuns: 200 },
  );
});
