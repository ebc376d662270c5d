import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Component } from "../../core/component.ts";
import { buildZip } from "../../testing/zip-builder.ts";
import { importAdvisories } from "../index.ts";
import { component, house, NOW, record } from "../testing/house.ts";
import { isInVers } from "../versions/vers.ts";
import { readStatements } from "./read-statements.ts";

const here = house(buildZip);
const IMAGE = `pkg:oci/app@sha256:${"1".repeat(64)}`;

const lodash = component("npm", "lodash", "4.17.20");

async function look(document: unknown, components: readonly Component[] = [lodash]) {
  const hole = record("GHSA-1", "npm", "lodash", [{ introduced: "0" }], { aliases: ["CVE-2026-1000"] });
  const malware = record("MAL-1", "npm", "bad", [{ introduced: "0" }]);
  await importAdvisories([here.feed("npm", [hole, malware])], here.data, NOW);
  const file = here.write("vex.json", typeof document === "string" ? document : JSON.stringify(document));
  const { findings, gaps = [] } = await here.look(components, { advisories: { vex: [file] } });
  return {
    excused: findings.map(({ excuse }) => excuse?.reason),
    by: findings[0]?.excuse?.by.replace(here.folder, ""),
    words: findings[0]?.evidence.at(-1)?.text.replace(here.folder, ""),
    gaps: gaps.map(({ reason }) => reason),
  };
}

const openVex = (...statements: object[]) => ({
  "@context": "https://openvex.dev/ns/v0.2.0",
  author: "Team A",
  timestamp: "2026-01-01T00:00:00Z",
  statements,
});

const notAffected = (products: unknown[], more: object = {}) => ({
  vulnerability: { name: "CVE-2026-1000" },
  products,
  status: "not_affected",
  justification: "vulnerable_code_not_in_execute_path",
  ...more,
});

test("OpenVEX excuses a hole, with the author's justification", async () => {
  const { excused, by } = await look(openVex(notAffected([{ "@id": "pkg:npm/lodash@4.17.20" }])));
  expect(excused).toEqual(["not affected: vulnerable code not in execute path"]);
  expect(by).toBe("Team A (/vex.json)");
});

test.each([
  ["the version", ["pkg:npm/lodash@4.17.20"], true],
  ["every version", ["pkg:npm/lodash"], true],
  ["another version", ["pkg:npm/lodash@4.17.19"], false],
  ["another package", ["pkg:npm/lodash-es"], false],
  ["another ecosystem", ["pkg:pypi/lodash@4.17.20"], false],
  ["a qualifier that is not ours", ["pkg:npm/lodash@4.17.20?arch=arm64"], false],
  ["a package within this image", [{ "@id": IMAGE, subcomponents: [{ "@id": "pkg:npm/lodash@4.17.20" }] }], true],
  [
    "a package within another image",
    [{ "@id": "pkg:oci/app@sha256:2", subcomponents: [{ "@id": "pkg:npm/lodash" }] }],
    false,
  ],
  ["another package within this image", [{ "@id": IMAGE, subcomponents: [{ "@id": "pkg:npm/other@4.17.20" }] }], false],
  ["an identifier beside the name", [{ "@id": "urn:x", identifiers: { purl: "pkg:npm/lodash@4.17.20" } }], true],
  ["no package URL at all", ["%%%", "pkg:npm/%zz"], false],
])("a statement about %s: %s is excused: %s", async (_, products, excused) => {
  const answer = await look(openVex(notAffected(products)));
  expect(answer.excused[0] !== undefined).toBe(excused);
});

test.each([
  ["affected", "Team A says affected: upgrade (/vex.json)"],
  ["under_investigation", "Team A says under investigation: upgrade (/vex.json)"],
  ["harmless", 'Team A says "harmless", which is no state: upgrade (/vex.json)'],
])("the state %s excuses nothing, and is told", async (status, words) => {
  const statement = { vulnerability: "CVE-2026-1000", products: [lodash.purl], status, action_statement: "upgrade" };
  expect(await look(openVex(statement))).toMatchObject({ excused: [undefined], words });
});

test("of several statements the newest holds, whatever their order", async () => {
  const newer = {
    vulnerability: "GHSA-1",
    products: [lodash.purl],
    status: "affected",
    timestamp: "2026-02-01T00:00:00Z",
  };
  const older = notAffected([lodash.purl], { timestamp: "2026-01-15T00:00:00Z" });
  expect((await look(openVex(newer, older))).excused).toEqual([undefined]);
  expect(
    (await look(openVex(notAffected([lodash.purl], { timestamp: "2026-03-01T00:00:00Z" }), newer))).excused,
  ).toEqual(["not affected: vulnerable code not in execute path"]);
});

test("no statement excuses malware", async () => {
  const statement = { ...notAffected(["pkg:npm/bad@1.0.0"]), vulnerability: "MAL-1" };
  const { excused, words } = await look(openVex(statement), [component("npm", "bad", "1.0.0")]);
  expect(excused).toEqual([undefined]);
  expect(words).toContain("no statement excuses malware");
});

test("a claim without a reason, or one that fits no schema, is not applied, and said", async () => {
  const bare = { vulnerability: "CVE-2026-1000", products: [lodash.purl], status: "not_affected" };
  const { excused, gaps } = await look(openVex(bare, { status: 1 }));
  expect(excused).toEqual([undefined]);
  expect(gaps).toEqual([
    "statement 1 says not_affected and does not say why: not applied",
    "statement 2 does not fit the schema of OpenVEX: not applied",
  ]);
});

const cycloneDx = (state: string, affects: object[], more: object = {}) => ({
  bomFormat: "CycloneDX",
  metadata: { timestamp: "2026-01-01T00:00:00Z", authors: [{ name: "Team B" }] },
  components: [
    { "bom-ref": "l", purl: "pkg:npm/lodash@4.17.20" },
    { "bom-ref": "any", purl: "pkg:npm/lodash" },
  ],
  vulnerabilities: [
    { id: "CVE-2026-1000", analysis: { state, justification: "code_not_reachable", ...more }, affects },
  ],
});

test.each([
  ["not_affected", [{ ref: "l" }], "not affected: code not reachable"],
  ["false_positive", [{ ref: "l" }], "not affected: code not reachable: false positive"],
  ["resolved", [{ ref: "urn:cdx:1/1#pkg%3Anpm%2Flodash%404.17.20" }], "fixed: code not reachable"],
  ["exploitable", [{ ref: "l" }], undefined],
  ["in_triage", [{ ref: "l" }], undefined],
  ["maybe", [{ ref: "l" }], undefined],
  [
    "not_affected",
    [{ ref: "any", versions: [{ range: "vers:npm/>=4.0.0|<5.0.0" }] }],
    "not affected: code not reachable",
  ],
  ["not_affected", [{ ref: "any", versions: [{ range: "vers:npm/<4.0.0" }] }], undefined],
  ["not_affected", [{ ref: "any", versions: [{ version: "4.17.20" }] }], "not affected: code not reachable"],
  ["not_affected", [{ ref: "nobody" }], undefined],
])("CycloneDX: %s of %j: %s", async (state, affects, excused) => {
  expect((await look(cycloneDx(state, affects))).excused).toEqual([excused]);
});

const csaf = (status: string, more: object = {}, tracking: object = {}) => ({
  document: {
    category: "csaf_vex",
    publisher: { name: "Maker" },
    tracking: { id: "X-1", status: "final", current_release_date: "2026-01-01T00:00:00Z", ...tracking },
  },
  product_tree: {
    full_product_names: [
      { product_id: "app", name: "app", product_identification_helper: { purl: IMAGE } },
      { product_id: "l", name: "l", product_identification_helper: { purl: "pkg:npm/lodash@4.17.20" } },
    ],
    relationships: [
      {
        category: "default_component_of",
        full_product_name: { product_id: "app:l", name: "l in app" },
        product_reference: "l",
        relates_to_product_reference: "app",
      },
    ],
  },
  vulnerabilities: [{ cve: "CVE-2026-1000", product_status: { [status]: ["app:l"] }, ...more }],
});

const flags = { flags: [{ label: "component_not_present", product_ids: ["app:l"] }] };

test.each([
  ["known_not_affected", flags, {}, "not affected: component not present"],
  ["known_not_affected", {}, {}, undefined],
  ["fixed", {}, {}, "fixed"],
  ["known_affected", flags, {}, undefined],
  ["under_investigation", {}, {}, undefined],
  ["known_not_affected", flags, { status: "draft" }, undefined],
])("CSAF: %s with %j and %j: %s", async (status, more, tracking, excused) => {
  expect((await look(csaf(status, more, tracking))).excused).toEqual([excused]);
});

test.each([
  ["no JSON", "{"],
  ["no object", "[1]"],
  ["of no form", "{}"],
  ["a bill without analyses", '{"bomFormat":"CycloneDX"}'],
  ["wrong types", '{"@context":"https://openvex.dev/ns","statements":7}'],
  [
    "deep",
    `{"bomFormat":"CycloneDX","vulnerabilities":[],"components":[${'{"components":['.repeat(5000)}${"]}".repeat(5000)}]}`,
  ],
])("a file that is %s excuses nothing and does not throw", async (_, text) => {
  expect((await look(text)).excused).toEqual([undefined]);
});

test("products that stand for each other in a ring end", () => {
  const ring = csaf("known_not_affected", flags);
  const [relation] = ring.product_tree.relationships;
  const file = here.write(
    "ring.json",
    JSON.stringify({
      ...ring,
      product_tree: {
        relationships: [{ ...relation, product_reference: "app:l", relates_to_product_reference: "app:l" }],
      },
    }),
  );
  expect(readStatements([file])).toMatchObject({
    statements: [],
    gaps: [{ reason: expect.stringContaining("no package URL") }],
  });
});

test("any JSON is read without a throw", () => {
  const file = here.write("any.json", "");
  fc.assert(
    fc.property(
      fc.json(),
      fc.constantFrom('"@context":"https://openvex.dev/ns"', '"bomFormat":"CycloneDX"', '"document":{}'),
      (json, head) => {
        writeFileSync(file, `{${head},"statements":[${json}],"vulnerabilities":[${json}],"product_tree":${json}}`);
        expect(readStatements([file]).statements.length).toBeLessThan(100);
      },
    ),
    { numRuns: 200 },
  );
});

test.each([
  ["vers:npm/*", "1.0.0", true],
  ["vers:npm/1.0.0|2.0.0", "2.0.0", true],
  ["vers:npm/1.0.0|2.0.0", "1.5.0", false],
  ["vers:npm/>=1.0.0|<2.0.0", "1.0.0", true],
  ["vers:npm/>=1.0.0|<2.0.0", "2.0.0", false],
  ["vers:npm/>1.0.0|<=2.0.0", "1.0.0", false],
  ["vers:npm/>1.0.0|<=2.0.0", "2.0.0", true],
  ["vers:npm/<1.0.0|>=2.0.0", "1.5.0", false],
  ["vers:npm/<1.0.0|>=2.0.0", "3.0.0", true],
  ["vers:npm/<1.0.0|>=2.0.0", "0.1.0", true],
  ["vers:npm/>=1.0.0|!=1.2.0|<2.0.0", "1.2.0", false],
  ["vers:npm/>=1.0.0|!=1.2.0|<2.0.0", "1.3.0", true],
  ["vers:npm/nonsense", "1.0.0", undefined],
  [">=1", "1.0.0", undefined],
])("%s holds %s: %s", (range, version, expected) => {
  expect(isInVers(range, version, "npm")).toBe(expected);
});
