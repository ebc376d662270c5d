import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readAll } from "../../testing/fake-file.ts";
import { listing, restOf } from "../../testing/listing.ts";
import { packagesConfig } from "../dotnet/packages-config.ts";
import { mavenPom } from "./pom.ts";
import { verificationMetadata } from "./verification-metadata.ts";

const POM = `<?xml version="1.0"?>
<!-- <dependency> in a comment -->
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <parent><groupId>org.parent</groupId><artifactId>parent</artifactId><version>3</version></parent>
  <artifactId>app</artifactId>
  <properties>
    <jackson.version>2.15.\${minor}</jackson.version>
    <minor>3</minor>
    <loop>\${loop}\${loop}</loop>
  </properties>
  <dependencyManagement><dependencies>
    <dependency><groupId>org.x</groupId><artifactId>managed</artifactId><version>7</version><scope>test</scope></dependency>
    <dependency><groupId>org.bom</groupId><artifactId>bom</artifactId><version>1</version><type>pom</type><scope>import</scope></dependency>
  </dependencies></dependencyManagement>
  <dependencies>
    <dependency>
      <groupId>com.fasterxml.jackson.core</groupId>
      <artifactId>jackson-core</artifactId>
      <version>\${jackson.version}</version>
      <exclusions><exclusion><groupId>no</groupId><artifactId>no</artifactId></exclusion></exclusions>
    </dependency>
    <dependency><groupId>\${project.groupId}</groupId><artifactId>sibling</artifactId><version>\${project.version}</version></dependency>
    <dependency><groupId>org.x</groupId><artifactId>managed</artifactId></dependency>
    <dependency><groupId>org.y</groupId><artifactId>from-bom</artifactId></dependency>
    <dependency><groupId>org.z</groupId><artifactId>looped</artifactId><version>\${loop}</version></dependency>
  </dependencies>
  <build><plugins><plugin><dependencies><dependency><groupId>p</groupId></dependency></dependencies></plugin></plugins></build>
</project>
`;

test("pom.xml: versions over properties, the parent's and the managed ones; the rest is said", () => {
  const facts = readAll(mavenPom, "pom.xml", POM);
  expect(listing(facts)).toEqual([
    "pkg:maven/com.fasterxml.jackson.core/jackson-core@2.15.3:16 direct production",
    "pkg:maven/org.parent/sibling@3:22 direct production",
    "pkg:maven/org.x/managed@7:23 direct development",
  ]);
  expect(restOf(facts)).toEqual([
    "unresolved:24 the version of org.y:from-bom stands in a parent or an imported list",
    "unresolved:25 the version of org.z:looped stands in a parent or an imported list",
    "unread a pom.xml does not say what its 5 dependencies need in turn, nor the versions of 2 that a parent or an imported list sets",
  ]);
});

test.each(["", "<project>", "hello", "<a></a>", '<project a="'])("%j is said to be unreadable", (text) => {
  expect(restOf(readAll(mavenPom, "pom.xml", text))).toEqual(["unread not readable as a manifest of Maven"]);
});

test("what Gradle verifies, and the packages of old .NET projects", () => {
  const metadata = `<verification-metadata><components>
  <component group="com.a" name="b" version="1.0"><artifact name="b-1.0.jar"><sha256 value="x"/></artifact></component>
</components></verification-metadata>`;
  expect(listing(readAll(verificationMetadata, "gradle/verification-metadata.xml", metadata))).toEqual([
    "pkg:maven/com.a/b@1.0:2",
  ]);
  const config = `<packages>\n<package id="A.B" version='1.0' />\n<package id="T" version="2" developmentDependency="true"/>\n</packages>`;
  expect(listing(readAll(packagesConfig, "packages.config", config))).toEqual([
    "pkg:nuget/A.B@1.0:2 production",
    "pkg:nuget/T@2:3 development",
  ]);
  expect(restOf(readAll(packagesConfig, "packages.config", "<packages"))).toHaveLength(1);
});

test("a manifest that is cut off anywhere is said to be unreadable", () => {
  fc.assert(
    fc.property(fc.nat(POM.length - 12), fc.string({ maxLength: 6 }), (at, put) => {
      expect(restOf(readAll(mavenPom, "pom.xml", POM.slice(0, at)))).not.toEqual([]);
      expect(() => readAll(mavenPom, "pom.xml", POM.slice(0, at) + put + POM.slice(at + 1))).not.toThrow();
    }),
    { numRuns: 150 },
  );
});
