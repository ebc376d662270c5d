import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { apk } from "./apk.ts";
import { deb } from "./deb.ts";
import { maven } from "./maven.ts";
import { nuget } from "./nuget.ts";
import { packagist } from "./packagist.ts";
import { pep440 } from "./pep440.ts";
import { rpm } from "./rpm.ts";
import { rubygems } from "./rubygems.ts";
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
  [
    "apk",
    apk,
    [
      "1_alpha",
      "1_alpha2",
      "1_beta",
      "1_rc1",
      "1",
      "1-r1",
      "1-r10",
      "1_git20260101",
      "1_p1",
      "1a",
      "1.01",
      "1.1",
      "1.2",
      "1.10",
    ],
  ],
  [
    "rpm",
    rpm,
    ["1.0~rc1-1", "1.0-1", "1.0-1.el9", "1.0-1.el9_2", "1.0-10", "1.0^git1-1", "1.0a-1", "1.0.1-1", "1:0.1-1"],
  ],
  [
    "maven",
    maven,
    [
      "1-alpha",
      "1-alpha-2",
      "1-b3",
      "1-milestone-1",
      "1-rc1",
      "1-snapshot",
      "1",
      "1-sp",
      "1-xyz",
      "1-1",
      "1.1",
      "1.10",
      "2",
    ],
  ],
  ["rubygems", rubygems, ["1.0.a", "1.0.a2", "1.0.b1", "1.0-1", "1.0", "1.0.1", "1.10"]],
  ["nuget", nuget, ["1.0.0-alpha", "1.0.0-BETA", "1.0.0-beta2", "1.0", "1.0.0.1", "1.0.1", "1.10"]],
  ["packagist", packagist, ["1.0-dev", "1.0-alpha1", "1.0b1", "1.0RC1", "1.0", "1.0-patch1", "1.0.1", "1.10"]],
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

  test("words that every object knows are only words", () => {
    for (const word of ["constructor", "1.constructor", "1-toString", "__proto__"])
      void scheme.compare(word, "1.valueOf");
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
  [apk, "1.2-r0", "1.2"],
  [rpm, "0:1.0-1", "1.0-1"],
  [rpm, "1.0001", "1.1"],
  [maven, "1.0.0", "1-ga"],
  [maven, "1a1", "1-alpha-1"],
  [rubygems, "1.0.0", "1"],
  [nuget, "1.0.0-BETA+x", "1.0-beta"],
  [packagist, "v1.0", "1.0"],
  [packagist, "1.0", "1.0.0"],
  [pep440, "1.0", "1.0.0"],
  [pep440, "1.0-1", "1.0.post1"],
  [pep440, "1.0ALPHA1", "1.0a1"],
])("%o: %s = %s", (scheme, a, b) => {
  expect(scheme.compare(a, b)).toBe(0);
});

// What does not follow the grammar has an order all the same, where the tool gives it one.
test.each([
  [apk, "1.8.1-r1", "1.8.1p1-r1"],
  [apk, "5.1p1-r0", "5.2_p1-r0"],
  [apk, "5.1_p1-r2", "5.1p1-r0"],
  [apk, "1-ruff", "1"],
  [apk, "0.r1", "0r2"],
  [rpm, "a:1", "b:1"],
  [rpm, "1", "1-"],
])("%o: %s < %s", (scheme, a, b) => {
  expect(scheme.compare(a, b)).toBeLessThan(0);
  expect(scheme.compare(b, a)).toBeGreaterThan(0);
});

test.each([
  [semver, "(devel)"],
  [apk, "latest"],
  [apk, "9".repeat(600)],
  [semver, "latest"],
  [deb, ""],
  [deb, "1.0 beta"],
  [rubygems, "latest"],
  [packagist, "dev branch"],
])("%o does not judge %j", (scheme, version) => {
  expect(scheme.compare(version, "1.0")).toBeUndefined();
});
