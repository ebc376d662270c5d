import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Component } from "../../../core/component.ts";
import type { AboutBill } from "../about-bill.ts";
import { ANY_COMPONENTS } from "../testing/any-component.ts";
import { jsonSchemaOf, xmlFaults } from "../testing/official-schemas.ts";
import { CYCLONEDX_VERSIONS } from "./versions.ts";
import { writeCycloneDx } from "./write.ts";
import { writeCycloneDxXml } from "./write-xml.ts";

const IMAGE = {
  kind: "image",
  ref: "example.com/app:1",
  digest: `sha256:${"a".repeat(64)}`,
  platform: "linux/amd64",
} as const;
const FOLDER = { kind: "directory", ref: './<a> & "b"' } as const;
const DAMAGED: Component = {
  purl: "pkg:npm/%01%EF%BF%BE@1",
  type: "npm",
  name: "\u0001\uFFFE\uD800",
  version: "1".repeat(2000),
  licenses: [],
  relation: "declared",
  dependsOn: [],
  hashes: ["md5:12", "crc:1234", `sha256:${"A".repeat(64)}`],
  occurrences: [{ path: "tab\tline\nend" }],
};

const ABOUT: readonly AboutBill[] = [
  {
    target: IMAGE,
    toolVersion: "1.0.0",
    supplier: "Us & <them>",
    version: "1.0",
    ancestors: [{ name: "std/node <22>", by: "declared", layers: ["sha256:a"] }],
    unclaimed: {
      kind: "unclaimed-programs",
      at: {},
      programs: 2,
      unclaimed: 1,
      bytes: 9,
      largest: [{ kind: "program", at: { path: "opt/<x>" }, bytes: 9, format: "ELF" }],
    },
  },
  {
    target: FOLDER,
    toolVersion: "1.0.0",
    timestamp: new Date(0),
    gaps: [{ where: "a.lock", reason: "broken <here>" }],
  },
  {
    target: { kind: "sbom", ref: "merged" },
    toolVersion: "1.0.0",
    parts: [
      { target: IMAGE, purls: new Set(["pkg:npm/a@1"]) },
      { target: FOLDER, purls: new Set(["pkg:npm/a@1", "pkg:npm/b@1"]) },
    ],
  },
];

/** The same on every run: a test that fails today and passes tomorrow helps nobody. */
const SAMPLES = [[DAMAGED], [], ...fc.sample(ANY_COMPONENTS, { seed: 5, numRuns: 30 })];

test.each(CYCLONEDX_VERSIONS)("JSON of version %s holds against the official schema", (specVersion) => {
  const validate = jsonSchemaOf(specVersion);
  for (const components of SAMPLES) {
    for (const about of ABOUT) {
      validate(JSON.parse(writeCycloneDx(components, { ...about, specVersion })));
      expect(validate.errors).toBeNull();
    }
  }
  validate({ ...JSON.parse(writeCycloneDx([], { ...ABOUT[0]!, specVersion })), components: [{ name: 7 }] });
  expect(validate.errors).not.toBeNull();
});

test.each(CYCLONEDX_VERSIONS)("XML of version %s holds against the official schema", async (specVersion) => {
  const documents = SAMPLES.flatMap((components) =>
    ABOUT.map((about) => writeCycloneDxXml(components, { ...about, specVersion })),
  );
  expect(await xmlFaults(specVersion, documents)).toEqual([]);
  const broken = documents.map((text) => text.replace("<name>", "<nome>").replace("</name>", "</nome>"));
  expect(await xmlFaults(specVersion, broken.slice(0, 1))).not.toEqual([]);
});
