import { expect, test } from "vitest";
import { CONTEXT, readAll } from "../../testing/fake-file.ts";
import { listing, restOf } from "../../testing/listing.ts";
import { billOfMaterials } from "../bill-of-materials.ts";
import { cycloneDxFromXml } from "./from-xml.ts";

const SBOM = { ...CONTEXT, target: "sbom" } as const;
const bom = (inside: string, version = "1.5") =>
  `<bom xmlns="http://cyclonedx.org/schema/bom/${version}">${inside}</bom>`;
const read = (text: string) => readAll(billOfMaterials, "bom.xml", text, SBOM);

test("documents of others: prefixes, comments, elements that we do not use, characters by number", () => {
  const facts = read(`<?xml version="1.0"?>
<!-- by hand -->
<b:bom xmlns:b="http://cyclonedx.org/schema/bom/1.2" version="1">
  <b:components>
    <b:component type="library" bom-ref="a">
      <b:author>somebody</b:author>
      <b:name>a&#x2d;b&#45;c</b:name>
      <b:version>1</b:version>
      <b:licenses><b:license><b:id>MIT</b:id><b:text>the whole <![CDATA[<text>]]></b:text></b:license></b:licenses>
      <b:purl>pkg:npm/a-b-c@1</b:purl>
      <b:pedigree><b:ancestors><b:component type="library"><b:name>old</b:name></b:component></b:ancestors></b:pedigree>
      <b:components>
        <b:component type="library"><b:name>in</b:name><b:purl>pkg:npm/in@2</b:purl></b:component>
      </b:components>
    </b:component>
  </b:components>
  <b:services><b:service><b:name>components</b:name></b:service></b:services>
</b:bom>`);
  expect(listing(facts)).toEqual(["pkg:npm/a-b-c@1", "pkg:npm/in@2"]);
  expect(facts[0]).toMatchObject({ licenses: ["MIT"] });
  expect(restOf(facts)).toEqual([]);
});

test("entities of the document's own are not replaced, so nothing grows", () => {
  const bomb = `<!DOCTYPE bom [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]>
${bom('<components><component type="library"><name>&b;&c;</name><purl>pkg:npm/a@1</purl></component></components>')}`;
  expect(cycloneDxFromXml(bomb)).toMatchObject({ components: [{ name: "&b;&c;" }] });
});

test.each([
  ["an element that is not closed", bom("<components>").replace("</bom>", "")],
  ["a cross-over", bom("<components><component></components></component>")],
  ["elements nested without end", bom("<components><component>".repeat(200_000))],
  ["another vocabulary", '<bom xmlns="urn:other"/>'],
  ["another document", '<html xmlns="http://cyclonedx.org/schema/bom/1.5"/>'],
  ["a tag without end", bom(`<components ${"a='1' ".repeat(10_000)}`)],
])("%s is not readable", (_, text) => {
  expect(restOf(read(text))).toEqual(["unread not readable as XML of CycloneDX"]);
});

test("a version that nobody knows yet is not guessed at", () => {
  expect(restOf(read(bom("", "1.9")))).toEqual(["unread a version of CycloneDX other than 1.2 to 1.7"]);
});

test("twenty megabytes of elements that are not ours are passed over", () => {
  const text = bom(`<vulnerabilities>${"<v><id>x</id></v>".repeat(1_200_000)}</vulnerabilities>`);
  expect(cycloneDxFromXml(text)).toMatchObject({ components: [] });
});
