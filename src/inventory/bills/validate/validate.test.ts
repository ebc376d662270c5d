import * as fc from "fast-check";
import { expect, test } from "vitest";
import { writeCycloneDx } from "../../formats/cyclonedx/write.ts";
import { writeCycloneDxXml } from "../../formats/cyclonedx/write-xml.ts";
import { writeSpdx } from "../../formats/spdx/write.ts";
import { ANY_COMPONENTS } from "../../formats/testing/any-component.ts";
import { validateBill } from "./validate.ts";

const ABOUT = { target: { kind: "directory", ref: "." }, toolVersion: "1", timestamp: new Date(0) } as const;

function faultsOf(document: unknown, profile?: "ntia"): string[] {
  const { faults } = validateBill(JSON.stringify(document), profile === undefined ? [] : [profile]);
  return faults.map(({ path, problem }) => `${path} ${problem}`.trim());
}

test.each([
  ["CycloneDX 1.4, JSON", (components) => writeCycloneDx(components, { ...ABOUT, specVersion: "1.4" })],
  ["CycloneDX 1.7, XML", (components) => writeCycloneDxXml(components, { ...ABOUT, specVersion: "1.7" })],
  ["SPDX 2.3, JSON", (components) => writeSpdx(components, ABOUT)],
] as [string, (components: Parameters<typeof writeSpdx>[0]) => string][])(
  "what we write as %s has no fault",
  (form, write) => {
    fc.assert(
      fc.property(ANY_COMPONENTS, (components) => {
        expect(validateBill(write(components))).toEqual({ form, faults: [], total: 0 });
      }),
      { numRuns: 30 },
    );
  },
);

const component = (more: object) => ({ type: "library", name: "a", ...more });
const bom = (more: object, specVersion = "1.6") => ({ bomFormat: "CycloneDX", specVersion, version: 1, ...more });

test.each<[string, object, string[]]>([
  ["another version", bom({}, "1.9"), ['specVersion "1.9" is none of 1.2 to 1.7']],
  ["a serial number", bom({ serialNumber: "7" }), ["serialNumber is no urn:uuid:"]],
  ["a name that is missing", bom({ components: [{ type: "library" }] }), ["components[0].name is missing"]],
  ["null", bom({ components: [component({ licenses: null })] }), ["components[0].licenses is null"]],
  [
    "one ref twice, also inside and in the root",
    bom({
      metadata: { component: component({ "bom-ref": "r" }) },
      components: [
        component({ "bom-ref": "a", components: [component({ "bom-ref": "a" })] }),
        component({ "bom-ref": "r" }),
      ],
    }),
    [
      'components[1].bom-ref "r" is here a second time',
      'components[0].components[0].bom-ref "a" is here a second time',
    ],
  ],
  [
    "edges into nothing, and an entry twice",
    bom({
      components: [component({ "bom-ref": "a" })],
      dependencies: [{ ref: "a", dependsOn: ["b"] }, { ref: "a" }, { ref: "c" }],
    }),
    [
      'dependencies[0].dependsOn[0] "b" is nothing in this document',
      'dependencies[1].ref "a" is here a second time',
      'dependencies[2].ref "c" is nothing in this document',
    ],
  ],
  [
    "a package URL that is none",
    bom({ components: [component({ purl: "npm/a@1" })] }),
    ['components[0].purl "npm/a@1" is no package URL'],
  ],
  [
    "licences",
    bom({
      components: [
        component({ licenses: [{ license: { id: "Apache 2" } }] }),
        component({ licenses: [{ expression: "MIT OR" }] }),
        component({ licenses: [{ expression: "MIT" }, { license: { name: "x" } }] }),
        component({ licenses: [{ license: { id: "MIT", name: "MIT" } }, {}] }),
      ],
    }),
    [
      'components[0].licenses[0].license.id "Apache 2" is not in the SPDX list that 1.6 came with',
      'components[1].licenses[0].expression "MIT OR" is no expression of SPDX',
      "components[2].licenses an expression stands beside others, and may only stand alone",
      "components[3].licenses[0].license has an id and a name",
      "components[3].licenses[1] has neither id, name nor expression",
    ],
  ],
  [
    "an id that is newer than the version",
    bom({ components: [component({ licenses: [{ license: { id: "NIST-Software" } }] })] }, "1.4"),
    ['components[0].licenses[0].license.id "NIST-Software" is not in the SPDX list that 1.4 came with'],
  ],
  [
    "what a version does not know, and what stands there twice",
    bom(
      {
        metadata: { timestamp: "yesterday", licenses: [{ license: { id: "Apache-2" } }] },
        components: [
          component({ type: "data", "bom-ref": "" }),
          component({
            version: "1",
            versionRange: "vers:npm/1",
            licenses: [{ expression: "MIT", license: { name: "x" } }],
          }),
        ],
      },
      "1.4",
    ),
    [
      'metadata.timestamp "yesterday" is no time',
      'metadata.licenses[0].license.id "Apache-2" is not in the SPDX list that 1.4 came with',
      'components[0].type "data" is none of 1.4',
      "components[0].bom-ref is empty",
      "components[1] has a version and a range of versions",
      "components[1].licenses[0] has an expression and a licence",
    ],
  ],
  [
    "a property without a name",
    bom({ components: [component({ properties: [{ value: "x" }] })] }),
    ["components[0].properties[0].name is missing"],
  ],
  [
    "edges to parts that are not looked at, and into other documents",
    bom({
      services: [{ name: "a", services: [{ name: "b", "bom-ref": "inner" }] }],
      vulnerabilities: [{ "bom-ref": "hole" }],
      dependencies: [{ ref: "inner", dependsOn: ["urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#x"] }],
      compositions: [{ aggregate: "complete", assemblies: ["hole"] }],
    }),
    [],
  ],
  [
    "a hash",
    bom({ components: [component({ hashes: [{ alg: "SHA-256", content: "5f3c" }] })] }),
    ['components[0].hashes[0] is no "SHA-256"'],
  ],
])("%s", (_, document, faults) => {
  expect(faultsOf(document)).toEqual(faults);
});

test("SPDX: ids, ends of relationships, licences that nobody declared, who made it and when", () => {
  const document = {
    spdxVersion: "SPDX-2.3",
    SPDXID: "SPDXRef-DOCUMENT",
    dataLicense: "MIT",
    name: "a",
    documentNamespace: "https://example.org/a#b",
    creationInfo: { created: "yesterday", creators: ["me"] },
    packages: [
      { SPDXID: "SPDXRef-a", name: "a", downloadLocation: "NOASSERTION", licenseDeclared: "MIT AND LicenseRef-x" },
      { SPDXID: "a b", name: "b", licenseConcluded: "whatever" },
      {
        SPDXID: "SPDXRef-a",
        name: "c",
        downloadLocation: "NONE",
        externalRefs: [{ referenceType: "purl", referenceLocator: "pkg:swift/a@1" }],
      },
    ],
    relationships: [
      { spdxElementId: "SPDXRef-DOCUMENT", relationshipType: "DESCRIBES", relatedSpdxElement: "SPDXRef-gone" },
      { spdxElementId: "SPDXRef-a", relationshipType: "DEPENDS_ON", relatedSpdxElement: "DocumentRef-x:SPDXRef-y" },
    ],
  };
  expect(faultsOf(document)).toEqual([
    "dataLicense is not CC0-1.0",
    "documentNamespace holds a #",
    "creationInfo.created is no time such as 2026-01-31T12:00:00Z",
    "creationInfo.creators[0] begins with none of Person:, Organization:, Tool:",
    'packages[0].licenseDeclared "LicenseRef-x" is declared nowhere in this document',
    'packages[1].SPDXID "a b" is no SPDXRef-',
    "packages[1].downloadLocation is missing",
    'packages[1].licenseConcluded "whatever" is no expression of SPDX',
    'packages[2].SPDXID "SPDXRef-a" is here a second time',
    'packages[2].externalRefs[0].referenceLocator "pkg:swift/a@1" is a package URL of swift without a namespace',
    'relationships[0].relatedSpdxElement "SPDXRef-gone" is nothing in this document',
  ]);
});

test("the minimum elements, where they are asked for", () => {
  const document = bom({ components: [component({ version: "1", purl: "pkg:npm/a@1" }), component({ type: "file" })] });
  expect(faultsOf(document)).toEqual([]);
  expect(faultsOf(document, "ntia")).toEqual([
    "metadata.timestamp is missing: when was it made?",
    "metadata.authors is missing, and no tools: who made it?",
    "metadata.component.supplier.name is missing",
    "metadata.component.version is missing",
    "dependencies is missing: what needs what?",
    "components[0].supplier.name is missing",
  ]);
});

test("a bill with all of them, where somebody says who supplies the target and which version it is", () => {
  const about = { ...ABOUT, supplier: "us", version: "1" };
  const components = [
    {
      purl: "pkg:deb/debian/a@1",
      type: "deb",
      name: "a",
      version: "1",
      supplier: "Debian",
      licenses: [],
      relation: "installed" as const,
      dependsOn: [],
      occurrences: [],
    },
  ];
  for (const write of [writeCycloneDx, writeCycloneDxXml, writeSpdx])
    expect(validateBill(write(components, about), ["ntia"]).faults).toEqual([]);
});

test("in XML, too, an id that is there twice is no id, and a part that is not looked at may be needed", () => {
  const xml = (inside: string) => `<bom xmlns="http://cyclonedx.org/schema/bom/1.5">${inside}</bom>`;
  const twice = xml(
    '<components><component type="library"><name>a</name><licenses><license><id>MIT</id><id>ISC</id></license></licenses></component></components>',
  );
  expect(validateBill(twice).faults).toMatchObject([
    { path: "components[0].licenses[0].license.id", problem: "is no text" },
    { path: "components[0].licenses[0]" },
  ]);
  const inner = '<services><service bom-ref="a"><services><service bom-ref="b"/></services></service></services>';
  expect(validateBill(xml(`${inner}<dependencies><dependency ref="b"/></dependencies>`)).faults).toEqual([]);
});

test("no JSON in place of the parts makes it throw, and no more than a thousand faults are listed", () => {
  const parts = fc.record({ metadata: fc.jsonValue(), components: fc.jsonValue(), dependencies: fc.jsonValue() });
  const spdx = fc.record({ packages: fc.jsonValue(), relationships: fc.jsonValue(), creationInfo: fc.jsonValue() });
  fc.assert(
    fc.property(parts, spdx, fc.jsonValue(), (cyclone, two, graph) => {
      expect(() => faultsOf(bom(cyclone), "ntia")).not.toThrow();
      expect(() => faultsOf({ spdxVersion: "SPDX-2.3", ...two }, "ntia")).not.toThrow();
      expect(() => faultsOf({ "@context": "", "@graph": graph }, "ntia")).not.toThrow();
    }),
    { numRuns: 200 },
  );
  const many = validateBill(JSON.stringify(bom({ components: Array(2500).fill(7) })));
  expect([many.faults.length, many.total]).toEqual([1000, 2500]);
});
