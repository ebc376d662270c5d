import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deb } from "./deb.ts";
import { pep440 } from "./pep440.ts";
import { semver } from "./semver.ts";

/** Each list ascends; every pair of it is compared both ways. */
const ASCENDING = [
  [
    "semver",
    semver,
    [
      "0.0.0-20190101000000-abcdefabcdef",
      "v0.0.1",
      "1.0.0-alpha",
      "1.0.0-alpha.1",
      "1.0.0-alpha.beta",
      "1.0.0-beta.2",
      "1.0.0-beta.11",
      "1.0.0-rc.1",
      "1.0.0",
      "1.2",
      "1.10.0+incompatible",
      "99999999999999999999.0.0",
      "100000000000000000000.0.0",
    ],
  ],
  [
    "deb",
    deb,
    [
      "1.0~rc1-1",
      "1.0~rc1-1+b1",
      "1.0",
      "1.0-0+deb12u1",
      "1.0-1",
      "1.0-1+b2",
      "1.0a",
      "1.0+dfsg",
      "1.0.1",
      "1.9",
      "1.10",
      "1:0.1",
      "2:0",
    ],
  ],
  [
    "pep440",
    pep440,
    [
      "old-thing",
      "0.1.dev3",
      "0.1a1.dev1",
      "0.1a1",
      "0.1b2",
      "0.1rc1",
      "0.1",
      "0.1+local.1",
      "0.1.post1.dev2",
      "0.1.post1",
      "0.2",
      "1.0.9",
      "1.0.10",
      "1!0.1",
    ],
  ],
] as const;

describe.each(ASCENDING)("%s", (_, scheme, versions) => {
  const pairs = versions.flatMap((older, index) => versions.slice(index + 1).map((newer) => [older, newer] as const));
  test.each(pairs)("%s < %s", (older, newer) => {
    expect(scheme.compare(older, newer)).toBeLessThan(0);
    expect(scheme.compare(newer, older)).toBeGreaterThan(0);
  });

  test("is an order: reflexive, antisymmetric, transitive, whatever the text", () => {
    const part = fc.stringMatching(
      /^(?:v|1:|2!)?[0-9]{1,3}(?:\.[0-9]{1,2}){0,2}(?:[-~+.](?:rc|a|post|dev)?[0-9]{0,2}){0,2}$/,
    );
    fc.assert(
      fc.property(part, part, part, (a, b, c) => {
        const [ab, ba, bc, ac] = [
          scheme.compare(a, b),
          scheme.compare(b, a),
          scheme.compare(b, c),
          scheme.compare(a, c),
        ];
        if (ab === undefined || bc === undefined || ac === undefined) return;
        expect(Math.sign(ab)).toBe(-Math.sign(ba ?? 0) || 0);
        if (ab <= 0 && bc <= 0) expect(ac).toBeLessThanOrEqual(0);
        expect(scheme.compare(a, a)).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  test("never throws and never hangs", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2_000 }), fc.string(), (a, b) => void scheme.compare(a, b)),
      { numRuns: 200 },
    );
  });
});

test.each([
  [semver, "1.0.0+a", "1.0.0+b"],
  [semver, "v1.2.3", "1.2.3"],
  [semver, "2.0.0", "2.0"],
  [deb, "0:1.0-1", "1.0-1"],
  [deb, "1.00", "1.0"],
  [deb, "1.0", "1.0-0"],
  [pep440, "1.0", "1.0.0"],
  [pep440, "1.0-1", "1.0.post1"],
  [pep440, "1.0ALPHA1", "1.0a1"],
])("%o: %s = %s", (scheme, a, b) => {
  expect(scheme.compare(a, b)).toBe(0);
});

test.each([
  [semver, "(devel)"],
  [semver, "latest"],
  [deb, ""],
  [deb, "1.0 beta"],
])("%o does not judge %j", (scheme, version) => {
  expect(scheme.compare(version, "1.0")).toBeUndefined();
});
