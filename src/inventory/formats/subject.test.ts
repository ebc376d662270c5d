import { expect, test } from "vitest";
import type { Target } from "../../core/target.ts";
import { writeCycloneDx } from "./cyclonedx/write.ts";
import { writeCycloneDxXml } from "./cyclonedx/write-xml.ts";
import { writeSpdx } from "./spdx/write.ts";
import { subjectOfBill } from "./subject.ts";

const IMAGE: Target = { kind: "image", ref: "registry.example.com/app:1", digest: `sha256:${"a".repeat(64)}` };

test.each<Target>([
  { ...IMAGE, platform: "linux/arm64" },
  { kind: "rootfs", ref: "/srv/root" },
  { kind: "git", ref: ".", commit: "b".repeat(40) },
])("$kind: what a document of ours is about", (target) => {
  expect(subjectOfBill(writeCycloneDx([], { target, toolVersion: "1" }))).toEqual(target);
});

test("an image keeps its digest when somebody says which version it is", () => {
  const text = writeCycloneDx([], { target: IMAGE, toolVersion: "1", version: "1.4.0", supplier: "us" });
  expect(subjectOfBill(text)).toEqual(IMAGE);
});

test("in the other forms what they have a field for", () => {
  expect(subjectOfBill(writeCycloneDxXml([], { target: IMAGE, toolVersion: "1" }))).toEqual(IMAGE);
  expect(subjectOfBill(writeSpdx([], { target: IMAGE, toolVersion: "1", timestamp: new Date(0) }))).toEqual(IMAGE);
});

test.each([
  [
    {
      bomFormat: "CycloneDX",
      specVersion: "1.5",
      metadata: { component: { type: "application", name: "shop", version: "2" } },
    },
    { kind: "directory", ref: "shop" },
  ],
  [{ bomFormat: "CycloneDX", specVersion: "1.5" }, undefined],
  [
    { spdxVersion: "SPDX-2.3", documentDescribes: ["a"], packages: [{ SPDXID: "a", name: "shop" }, 7] },
    { kind: "directory", ref: "shop" },
  ],
  [[], undefined],
])("%j", (document, subject) => {
  expect(subjectOfBill(JSON.stringify(document))).toEqual(subject);
});
