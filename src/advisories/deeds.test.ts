import { expect, test } from "vitest";
import type { Component } from "../core/component.ts";
import type { Ancestor } from "../core/image.ts";
import { deedOf } from "./deeds.ts";
import type { MatchedAdvisory } from "./facts.ts";
import { component } from "./testing/house.ts";

const DISTRIBUTION: Ancestor = { name: "std/debian", by: "declared", layers: ["sha256:a"] };
const RUNTIME: Ancestor = { name: "std/node", by: "stored", layers: ["sha256:a", "sha256:b"] };

function libssl(layer: string): Component {
  return component("deb", "libssl3", "1", { distribution: "debian:12", occurrences: [{ layer }] });
}

function hole(fixedIn: string): MatchedAdvisory {
  return { fixedIn, malicious: false } as MatchedAdvisory;
}

test.each([
  ["the base that brought it", libssl("sha256:a"), "2", "renew base std/debian"],
  ["the base above that one", libssl("sha256:b"), "2", "renew base std/node"],
  ["its own layer", libssl("sha256:c"), "2", "update deb in sha256:c"],
  ["the base, and no fix is out", libssl("sha256:b"), "", "await base std/node"],
  [
    "the base, whatever its kind",
    component("npm", "lodash", "1", { occurrences: [{ path: "lib/lodash", layer: "sha256:b" }] }),
    "2",
    "renew base std/node",
  ],
])("the deed is at %s", (_, about, fixedIn, key) => {
  const fact = hole(fixedIn);
  expect(deedOf(about, fact, [fact], [RUNTIME, DISTRIBUTION]).key).toBe(key);
});

test("malware in a base is taken out all the same", () => {
  const fact = { ...hole(""), malicious: true };
  expect(deedOf(libssl("sha256:a"), fact, [fact], [DISTRIBUTION]).action).toContain("Take libssl3 1 out");
});
