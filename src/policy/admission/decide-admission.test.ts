import fc from "fast-check";
import { expect, test } from "vitest";
import { covers, decideAdmission, type Present, type Question, type WaiverInForce } from "./decide-admission.ts";

const NOW = new Date("2026-11-24T00:00:00Z");
const LATER = new Date("2026-12-24T00:00:00Z");

const HOLE: Present = {
  fingerprint: "f1",
  title: "lodash 4.17.20 has CVE-2021-23337",
  severity: "high",
  fix: "Upgrade lodash to 4.17.21.",
  purl: "pkg:npm/lodash@4.17.20",
  aliases: ["CVE-2021-23337"],
  rootLayer: "sha256:base",
  lineage: 1,
};

function question(wish: Partial<Question> = {}): Question {
  return {
    standard: { failOn: "high", onlyNew: false, rooms: ["advisories"], mostDays: 7 },
    rooms: new Map([["advisories", { sight: "complete", at: NOW }]]),
    findings: [],
    deployed: null,
    waivers: [],
    now: NOW,
    ...wish,
  };
}

const waiver = (wish: Partial<WaiverInForce>): WaiverInForce => ({
  id: 1,
  lineage: null,
  kind: "finding",
  about: "f1",
  until: LATER,
  ...wish,
});

test("what was seen whole and lately, and has nothing that counts, passes", () => {
  expect(decideAdmission(question())).toMatchObject({ admitted: true, reasons: [], until: null });
  expect(decideAdmission(question({ findings: [{ ...HOLE, severity: "medium" }] })).admitted).toBe(true);
});

test.each([
  ["never looked at", { rooms: null }, "never-seen"],
  ["a room that nobody looked at", { rooms: new Map() }, "not-seen"],
  ["a partial look", { rooms: new Map([["advisories", { sight: "partial" as const, at: NOW }]]) }, "partly-seen"],
  [
    "an old look",
    { rooms: new Map([["advisories", { sight: "complete" as const, at: new Date("2026-11-16T00:00:00Z") }]]) },
    "stale",
  ],
  ["a finding", { findings: [HOLE] }, "finding"],
])("%s is refused, and told what would help", (_, wish, kind) => {
  const { admitted, reasons } = decideAdmission(question(wish));
  expect([admitted, reasons.map((reason) => reason.kind)]).toEqual([false, [kind]]);
  expect(reasons[0]?.remedy).not.toBe("");
});

test("only what is new against what runs there counts, where the standard says so", () => {
  const standard = { failOn: "high" as const, onlyNew: true, rooms: ["advisories"], mostDays: 7 };
  expect(decideAdmission(question({ standard, findings: [HOLE], deployed: new Set(["f1"]) })).admitted).toBe(true);
  expect(decideAdmission(question({ standard, findings: [HOLE], deployed: new Set(["f2"]) })).admitted).toBe(false);
  expect(decideAdmission(question({ standard, findings: [HOLE], deployed: null })).admitted).toBe(false);
  expect(decideAdmission(question({ findings: [HOLE], deployed: new Set(["f1"]) })).admitted).toBe(false);
});

test.each([
  ["the finding", { kind: "finding", about: "f1" }, true],
  ["another finding", { kind: "finding", about: "f2" }, false],
  ["the component in this version", { kind: "component", about: "pkg:npm/lodash@4.17.20" }, true],
  ["the component in all versions", { kind: "component", about: "pkg:npm/lodash" }, true],
  ["a component with a longer name", { kind: "component", about: "pkg:npm/lod" }, false],
  ["the hole", { kind: "hole", about: "CVE-2021-23337" }, true],
  ["the layer", { kind: "layer", about: "sha256:base" }, true],
  ["this lineage", { kind: "lineage", about: "", lineage: 1 }, true],
  ["another lineage", { kind: "lineage", about: "", lineage: 2 }, false],
  ["the hole elsewhere", { kind: "hole", about: "CVE-2021-23337", lineage: 2 }, false],
  ["ended", { kind: "finding", about: "f1", until: NOW }, false],
] as const)("a waiver of %s: %s", (_, wish, expected) => {
  expect(covers(waiver(wish), HOLE, NOW)).toBe(expected);
});

test("a decision that stands on waivers says which, and ends with the first of them", () => {
  const sooner = waiver({ id: 2, kind: "hole", about: "CVE-1", until: new Date("2026-11-30T00:00:00Z") });
  const other = { ...HOLE, fingerprint: "f2", aliases: ["CVE-1"] };
  const said = decideAdmission(
    question({ findings: [HOLE, other], waivers: [waiver({}), sooner, waiver({ id: 9, about: "f9" })] }),
  );
  expect(said).toMatchObject({ admitted: true, waiversUsed: [1, 2], until: sooner.until });
  expect(
    decideAdmission(question({ findings: [HOLE, other], waivers: [waiver({}), sooner], now: sooner.until })).admitted,
  ).toBe(false);
});

test("more findings never turn a refusal into a pass, and more waivers never a pass into a refusal", () => {
  const some = fc.array(
    fc.constantFrom<Present>(HOLE, { ...HOLE, fingerprint: "f2" }, { ...HOLE, fingerprint: "f3", severity: "low" }),
  );
  const waived = fc.array(fc.constantFrom(waiver({}), waiver({ id: 2, about: "f2" })));
  fc.assert(
    fc.property(some, some, waived, waived, (findings, more, waivers, others) => {
      const before = decideAdmission(question({ findings, waivers }));
      if (!before.admitted)
        expect(decideAdmission(question({ findings: [...findings, ...more], waivers })).admitted).toBe(false);
      else expect(decideAdmission(question({ findings, waivers: [...waivers, ...others] })).admitted).toBe(true);
    }),
  );
});
