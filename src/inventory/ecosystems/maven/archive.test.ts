import * as fc from "fast-check";
import { expect, test } from "vitest";
import { buildZip } from "../../../testing/zip-builder.ts";
import { findEdges } from "../../assembly/edges.ts";
import { packagesIn, stream } from "../../testing/fake-file.ts";
import { javaArchive } from "./archive.ts";
import { identify } from "./identity.ts";

function readArchive(path: string, content: string | Buffer) {
  return stream(javaArchive, path, Buffer.from(content), 1000).facts;
}

function pom(group: string, artifact: string, version: string): Record<string, string> {
  return {
    [`META-INF/maven/${group}/${artifact}/pom.properties`]: `#Generated\nversion=${version}\r\ngroupId=${group}\r\nartifactId=${artifact}\n`,
  };
}

function manifest(attributes: Record<string, string>): Record<string, string> {
  const lines = Object.entries({ "Manifest-Version": "1.0", ...attributes }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return { "META-INF/MANIFEST.MF": `${lines.join("\r\n")}\r\n\r\nName: x\r\nImplementation-Version: 9\r\n` };
}

test("an application of archives: each at its path, contained in the one around it", () => {
  const shaded = buildZip({ ...pom("a.b", "lib", "1.0"), ...pom("c.d", "shaded", "2.0") });
  const bare = buildZip(manifest({ "Implementation-Version": "3" }));
  const war = buildZip({
    ...pom("my.app", "web", "1"),
    "WEB-INF/lib/lib-1.0.jar": shaded,
    "WEB-INF/lib/odd.jar": bare,
    "WEB-INF/lib/none.jar": buildZip({ "x.class": "" }),
  });
  const facts = readArchive("srv/app.ear", buildZip({ "web-1.war": war }));
  const packages = packagesIn(facts);
  const purl = (fact: (typeof packages)[number]) => (fact.identity.by === "purl" ? fact.identity.purl : "");
  expect(packages.map((fact) => [purl(fact), fact.name, fact.at.path])).toEqual([
    ["pkg:maven/c.d/shaded@2.0", "c.d:shaded", "srv/app.ear/web-1.war/WEB-INF/lib/lib-1.0.jar"],
    ["pkg:maven/a.b/lib@1.0", "a.b:lib", "srv/app.ear/web-1.war/WEB-INF/lib/lib-1.0.jar"],
    ["pkg:generic/odd@3", "odd", "srv/app.ear/web-1.war/WEB-INF/lib/odd.jar"],
    ["pkg:maven/my.app/web@1", "my.app:web", "srv/app.ear/web-1.war"],
  ]);
  expect([...findEdges(packages)].map(([from, to]) => [from.name, [...to].map(({ name }) => name)])).toEqual([
    ["a.b:lib", ["c.d:shaded"]],
    ["my.app:web", ["a.b:lib", "odd"]],
  ]);
  expect(facts.filter(({ kind }) => kind === "passed-over")).toHaveLength(2);
});

test.each([
  ["spring-core-6.1.1.jar", {}, { artifact: "spring-core", group: "org.springframework", version: "6.1.1" }],
  ["x-1.0-tests.jar", { "Implementation-Version": "1.0" }, { artifact: "x", version: "1.0" }],
  ["thing-2.jar", { "Implementation-Vendor-Id": "org.thing" }, { artifact: "thing", group: "org.thing", version: "2" }],
  [
    "b-c.jar",
    { "Bundle-SymbolicName": "org.a.b.c;x:=y", "Bundle-Version": "3.1" },
    { artifact: "b-c", group: "org.a", version: "3.1" },
  ],
  ["dom4j-1.6.1.jar", {}, { artifact: "dom4j", group: "dom4j" }],
  ["dom4j-2.1.4.jar", {}, { artifact: "dom4j", group: "org.dom4j" }],
  ["rest-7.1.jar", { "Implementation-Title": "org.search.client#rest;7.1" }, { group: "org.search.client" }],
  ["tool-2.5.jar", { "Bundle-SymbolicName": "org.apache.tool" }, { group: "org.apache.tool" }],
  ["x-2.1.jar", { "Implementation-Vendor-Id": "org.apache" }, { group: undefined }],
  [
    "shaded-asm-9-9.5-17.0.jar",
    { "Implementation-Version": "9.5-17.0", "Specification-Version": "9.5" },
    { artifact: "shaded-asm-9", version: "9.5-17.0" },
  ],
  ["spring-boot-3.2.0.jar", {}, { artifact: "spring-boot", group: "org.springframework.boot", version: "3.2.0" }],
])("%s with %j", (file, attributes, identity) => {
  expect(identify(file, { poms: [], manifest: new Map(Object.entries(attributes)) })).toMatchObject(identity);
});

test("a single description of another version was shaded in", () => {
  const poms = [{ group: "g", artifact: "inner", version: "1" }];
  expect(identify("inner-1.jre11.jar", { poms, manifest: new Map() })).toMatchObject({ version: "1.jre11" });
  expect(identify("outer-2.jar", { poms, manifest: new Map() })).toMatchObject({ artifact: "outer" });
  expect(identify("renamed.jar", { poms, manifest: new Map() })).toMatchObject({ artifact: "inner" });
});

test("archives nested without end are opened eight deep, and that is said", () => {
  let archive = buildZip(manifest({ "Implementation-Version": "1" }));
  for (let depth = 0; depth < 12; depth++) archive = buildZip({ "in.jar": archive });
  const facts = readArchive("a.jar", archive);
  expect(facts.filter(({ kind }) => kind === "unread-packages")).toMatchObject([
    { reason: "an archive in an archive that was not opened: nested deeper than 8 archives" },
  ]);
});

test("what is no zip is said to be unreadable", () => {
  expect(readArchive("a.jar", "hello")).toMatchObject([{ kind: "unread-packages" }]);
});

test("any damage is read or said", () => {
  const sound = buildZip({ ...pom("a", "b", "1"), "c.jar": buildZip(pom("d", "e", "2")) });
  fc.assert(
    fc.property(fc.nat(sound.length - 1), fc.nat(255), fc.boolean(), (at, value, cut) => {
      const damaged = Buffer.from(cut ? sound.subarray(0, at) : sound);
      if (!cut) damaged[at] = value;
      expect(readArchive("b-1.jar", damaged).length).toBeGreaterThan(0);
    }),
    { numRuns: 150 },
  );
});
