import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Component } from "../../core/component.ts";
import { assemble } from "../assembly/assemble.ts";
import { validateBill } from "../bills/validate/validate.ts";
import type { DistributionFact, InventoryFact } from "../facts.ts";
import { READERS } from "../readers.ts";
import { CONTEXT, fakeFile, fileEntry, packagesIn } from "../testing/fake-file.ts";
import { CYCLONEDX_VERSIONS } from "./cyclonedx/versions.ts";
import { writeCycloneDx } from "./cyclonedx/write.ts";
import { writeCycloneDxXml } from "./cyclonedx/write-xml.ts";
import { writeSpdx } from "./spdx/write.ts";
import { jsonSchemaOf, xmlFaults } from "./testing/official-schemas.ts";
import { StrictSpdx } from "./testing/strict-spdx.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const ABOUT = { target: { kind: "image", ref: "app:1" }, toolVersion: "1", timestamp: new Date(0) } as const;

/** One of each kind that writes its package URLs in its own way; the last is this repository's own lock. */
const FILES: Readonly<Record<string, string>> = {
  "etc/os-release": 'ID=debian\nVERSION_ID="12"\n',
  "var/lib/dpkg/status":
    "Package: libstdc++6\nVersion: 1:12.2.0-14+deb12u1~x\nArchitecture: amd64\nMaintainer: A & B <a@example.org>\nStatus: install ok installed\nDepends: libc6 (>= 2.34)\n\nPackage: libc6\nVersion: 2.36-9\nArchitecture: amd64\nStatus: install ok installed\n\n",
  "node_modules/@a/b/package.json":
    '{"name": "@a/b", "version": "1.0.0-β", "license": "SEE <LICENSE>", "dependencies": {"c": "*"}}',
  "a.dist-info/METADATA": 'Name: Zope.Interface_x\nVersion: 1.0+local.1\nLicense: BSD & "others"\n\n',
  "go.mod": "module example.com/a\n\nrequire github.com/Azure/go-autorest v1.2.3+incompatible\n",
  "Cargo.lock": '[[package]]\nname = "a"\nversion = "1.0.0+build"\nsource = "registry"\n',
  "Gemfile.lock":
    "GEM\n  specs:\n    nokogiri (1.15.0-x86_64-linux)\n      racc (~> 1.4)\n    racc (1.7.0)\n\nDEPENDENCIES\n  nokogiri\n",
  "composer.lock": '{"packages": [{"name": "A/B", "version": "v1.0", "license": ["MIT", "GPL-2.0-or-later"]}]}',
  "gradle.lockfile": "org.example:a:1.0=runtimeClasspath\n",
  "pubspec.lock": 'packages:\n  a:\n    dependency: "direct main"\n    source: hosted\n    version: "1.0.0"\n',
  "Podfile.lock": "PODS:\n  - A/B (1.0):\n    - C\n  - C (2.0)\n\nDEPENDENCIES:\n  - A/B\n",
  "compose.yaml": `services:\n  a:\n    image: registry.example.com:5000/team/app:1@sha256:${"5f".repeat(32)}\n`,
  "package-lock.json": readFileSync(join(ROOT, "package-lock.json"), "utf8"),
};

function componentsOf(): Component[] {
  const facts: InventoryFact[] = Object.entries(FILES).flatMap(([path, text]) =>
    READERS.flatMap((reader) => {
      const context = { ...CONTEXT, target: "git" as const };
      if (!("read" in reader) || !reader.wants(fileEntry(path, text.length), context)) return [];
      return [...reader.read(fakeFile(path, text), context)] as InventoryFact[];
    }),
  );
  const distributions = facts.filter((fact): fact is DistributionFact => fact.kind === "distribution");
  const seen = { packages: packagesIn(facts), ownedFiles: [], licenses: [], programs: [], claimedFiles: [] };
  return assemble({ ...seen, distributions, layerIndex: () => 0 }).components.map(({ component }) => component);
}

const COMPONENTS = componentsOf();

test("each file gave something", () => {
  const places = new Set(COMPONENTS.flatMap(({ occurrences }) => occurrences.map(({ path }) => path)));
  expect([...places].sort()).toEqual(
    Object.keys(FILES)
      .filter((path) => path !== "etc/os-release")
      .sort(),
  );
});

test.each(CYCLONEDX_VERSIONS)("what readers found holds as CycloneDX %s, in JSON and XML", async (specVersion) => {
  const json = writeCycloneDx(COMPONENTS, { ...ABOUT, specVersion });
  const xml = writeCycloneDxXml(COMPONENTS, { ...ABOUT, specVersion });
  const validate = jsonSchemaOf(specVersion);
  validate(JSON.parse(json));
  expect(validate.errors).toBeNull();
  expect(await xmlFaults(specVersion, [xml])).toEqual([]);
  for (const text of [json, xml]) expect(validateBill(text).faults).toEqual([]);
});

test("what readers found holds as SPDX 2.3", () => {
  const text = writeSpdx(COMPONENTS, ABOUT);
  StrictSpdx.parse(JSON.parse(text));
  expect(validateBill(text).faults).toEqual([]);
});
