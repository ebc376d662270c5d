import * as fc from "fast-check";
import type { Component } from "../../../core/component.ts";
import { writePurl } from "../../../core/purl.ts";

const NAME = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9._+-]{0,12}$/),
  fc.string({ minLength: 1, maxLength: 12, unit: "binary" }).filter((text) => /[^/\s]/.test(text)),
);
const LICENSE = fc.constantFrom(
  "MIT",
  "GPL-2.0",
  "BSD-3-Clause-Sun",
  "HPND-UC-export-US",
  "(MIT OR Apache-2.0)",
  "GPL-2.0-only WITH Classpath-exception-2.0",
  "LicenseRef-ours",
  "Somebody's own <words> & more",
  "GPL-2+",
);
const HEX = (digits: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${digits}}$`));
const HASH = fc.oneof(
  HEX(64).map((digits) => `sha256:${digits}`),
  HEX(128).map((digits) => `sha512:${digits}`),
  HEX(40).map((digits) => `sha1:${digits}`),
);
const PLACE = fc.record(
  { path: NAME, line: fc.integer({ min: 1, max: 9999 }), layer: HEX(64).map((digits) => `sha256:${digits}`) },
  { requiredKeys: ["path"] },
);

/** A component as hostile names would make it; edges lead to `others`, some of which may not be there. */
function anyComponent(others: readonly string[]): fc.Arbitrary<Component> {
  const parts = fc.record({ type: fc.constantFrom("npm", "generic", "gem", "cargo"), name: NAME, version: NAME });
  const rest = fc.record(
    {
      licenses: fc.uniqueArray(LICENSE, { maxLength: 3 }),
      relation: fc.constantFrom("installed" as const, "declared" as const),
      dependsOn: fc.subarray([...others]),
      occurrences: fc.array(PLACE, { maxLength: 3 }),
      supplier: fc.stringMatching(/^[A-Za-z][A-Za-z &<>"'é]{0,9}[a-z]$/),
      hashes: fc.uniqueArray(HASH, { minLength: 1, maxLength: 2 }),
      scope: fc.constantFrom("production" as const, "development" as const, "optional" as const),
      direct: fc.boolean(),
    },
    { requiredKeys: ["licenses", "relation", "dependsOn", "occurrences"] },
  );
  return fc.tuple(parts, rest).map(([{ type, name, version }, more]) => ({
    purl: writePurl({ type, name: name.toWellFormed(), version: version.toWellFormed() }),
    type,
    name: name.toWellFormed(),
    version: version.toWellFormed(),
    ...more,
  }));
}

const NAMED = ["pkg:npm/a@1", "pkg:npm/b@1", "pkg:npm/not-here@1"];

/** Some components, each purl once, that need one another. */
export const ANY_COMPONENTS: fc.Arbitrary<Component[]> = fc
  .array(anyComponent(NAMED), { minLength: 1, maxLength: 12 })
  .map((components) => [
    ...new Map(
      [...NAMED.slice(0, 2).map(plain), ...components].map((component) => [component.purl, component]),
    ).values(),
  ]);

function plain(purl: string): Component {
  const name = purl.slice("pkg:npm/".length, -"@1".length);
  return { purl, type: "npm", name, version: "1", licenses: [], relation: "declared", dependsOn: [], occurrences: [] };
}
