import * as fc from "fast-check";
import { expect, test } from "vitest";
import { validateBill } from "../../bills/validate/validate.ts";
import { CONTEXT, packagesIn, readAll } from "../../testing/fake-file.ts";
import { edgesIn, listing, restOf } from "../../testing/listing.ts";
import { billOfMaterials } from "../bill-of-materials.ts";

const SBOM = { ...CONTEXT, target: "sbom" } as const;
const read = (text: string) => readAll(billOfMaterials, "bom", text, SBOM);

const TAGS = `# by hand
SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
Creator: Tool: hand-1
Created: 2026-01-01T00:00:00Z

FileName: ./not-a-package
SPDXID: SPDXRef-File
FileChecksum: SHA1: d6a770ba38583ed4bb4525bd96e50461655d2758

PackageName: app
SPDXID: SPDXRef-app
PackageSupplier: Organization: Example (team@example.org)
PackageLicenseDeclared: LicenseRef-1
PackageComment: <text>over two lines
PackageName: not this
</text>
ExternalRef: PACKAGE-MANAGER purl pkg:npm/app@1
PackageChecksum: SHA256: ${"ab".repeat(32)}

PackageName: dep
SPDXID: SPDXRef-dep
ExternalRef: PACKAGE_MANAGER purl pkg:npm/dep@2
Relationship: SPDXRef-app DEPENDS_ON SPDXRef-dep
Relationship: SPDXRef-dep OPTIONAL_DEPENDENCY_OF SPDXRef-app

LicenseID: LicenseRef-1
LicenseName: Our own
ExtractedText: <text>Do as you like.</text>
`;

test("tags and values", () => {
  const facts = read(TAGS);
  expect(listing(facts)).toEqual(["pkg:npm/app@1", "pkg:npm/dep@2 optional"]);
  expect(edgesIn(facts)).toEqual(["app@1 > dep@2"]);
  expect(packagesIn(facts)[0]).toMatchObject({
    supplier: "Example",
    licenses: ["Our own"],
    hashes: [`sha256:${"ab".repeat(32)}`],
  });
  expect(restOf(facts)).toEqual([]);
});

test("relationships of tags may lead to files and snippets", () => {
  const more = "Relationship: SPDXRef-app CONTAINS SPDXRef-File\nSnippetSPDXID: SPDXRef-Snippet\n";
  const { faults } = validateBill(`${TAGS}${more}Relationship: SPDXRef-app CONTAINS SPDXRef-Snippet\n`);
  expect(faults.map(({ path }) => path)).toEqual([
    "name",
    "documentNamespace",
    "packages[0].downloadLocation",
    "packages[1].downloadLocation",
  ]);
});

test("a text that nobody closes is searched for its end once", () => {
  expect(restOf(read(`SPDXVersion: SPDX-2.3\n${"PackageComment: <text>\n".repeat(300_000)}`))).toEqual([]);
});

const GRAPH = {
  "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
  "@graph": [
    { type: "CreationInfo", "@id": "_:made", specVersion: "3.0.1" },
    { type: "Organization", spdxId: "urn:org", name: "Example" },
    {
      type: "software_Package",
      spdxId: "urn:app",
      name: "app",
      software_packageUrl: "pkg:npm/app@1",
      suppliedBy: "urn:org",
      verifiedUsing: [{ type: "Hash", algorithm: "sha3_256", hashValue: "cd".repeat(32) }],
    },
    {
      type: "software_Package",
      spdxId: "urn:dep",
      name: "dep",
      externalIdentifier: [
        { type: "ExternalIdentifier", externalIdentifierType: "packageUrl", identifier: "pkg:npm/dep@2" },
      ],
    },
    { type: "software_Package", spdxId: "urn:bare", name: "bare" },
    { type: "software_File", spdxId: "urn:file", name: "a.js" },
    { type: "simplelicensing_LicenseExpression", spdxId: "urn:l", simplelicensing_licenseExpression: "MIT AND ISC" },
    { type: "Relationship", from: "urn:app", to: ["urn:l"], relationshipType: "hasDeclaredLicense" },
    {
      type: "Relationship",
      from: "urn:dep",
      to: ["https://spdx.org/licenses/0BSD"],
      relationshipType: "hasConcludedLicense",
    },
    {
      type: "LifecycleScopedRelationship",
      from: "urn:app",
      to: ["urn:dep"],
      relationshipType: "dependsOn",
      scope: "test",
    },
    { type: "Relationship", from: "urn:app", relationshipType: 7 },
  ],
};

test("SPDX 3.0", () => {
  const facts = read(JSON.stringify(GRAPH));
  expect(listing(facts)).toEqual(["pkg:npm/app@1", "pkg:npm/dep@2 development"]);
  expect(edgesIn(facts)).toEqual(["app@1 > dep@2"]);
  expect(packagesIn(facts)).toMatchObject([
    { supplier: "Example", licenses: ["MIT", "ISC"], hashes: [`sha3-256:${"cd".repeat(32)}`] },
    { licenses: ["0BSD"] },
  ]);
  expect(restOf(facts)).toEqual([
    "withoutPurl a package without a package URL",
    "unread 1 element(s) are not as SPDX writes them",
  ]);
});

test.each([
  ["tags and values", TAGS],
  ["SPDX 3.0", JSON.stringify(GRAPH)],
])("damage to %s is read or said, and never thrown", (_, whole) => {
  fc.assert(
    fc.property(fc.nat(whole.length), fc.nat(30), fc.string({ maxLength: 4 }), (at, skip, put) => {
      expect(() => read(whole.slice(0, at) + put + whole.slice(at + skip))).not.toThrow();
    }),
    { numRuns: 150 },
  );
});

test("any JSON in place of an element is read or said", () => {
  const element = fc.record({
    type: fc.constantFrom("software_Package", "Relationship", "Organization"),
    spdxId: fc.jsonValue(),
    name: fc.jsonValue(),
    to: fc.jsonValue(),
    from: fc.jsonValue(),
    verifiedUsing: fc.jsonValue(),
  });
  fc.assert(
    fc.property(fc.array(element), (graph) => {
      expect(() => read(JSON.stringify({ ...GRAPH, "@graph": graph }))).not.toThrow();
    }),
    { numRuns: 100 },
  );
});
