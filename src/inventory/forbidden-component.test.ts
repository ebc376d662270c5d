import { expect, test } from "vitest";
import { forbiddenComponent } from "./forbidden-component.ts";

test.each([
  ["pkg:npm/@scope/name", "pkg:npm/%40scope/name@1.0.0", "fail"],
  ["pkg:npm/%40scope/*", "pkg:npm/%40scope/name@1.0.0", "fail"],
  ["pkg:npm/left", "pkg:npm/left-pad@1.0.0", "pass"],
  ["pkg:deb/debian/bash@5.2.15-2+b8", "pkg:deb/debian/bash@5.2.15-2%2Bb8?arch=amd64&distro=debian-12", "fail"],
  ["pkg:golang/example.com/app", "pkg:golang/example.com/app", "fail"],
  ["pkg:*", "pkg:npm/a@1.0.0", "fail"],
])("%s against %s: %s", (pattern, purl, verdict) => {
  expect(forbiddenComponent.judge({ purl, forbidden: ["pkg:npm/other", pattern] }).kind).toBe(verdict);
});
