import { expect, test } from "vitest";
import { Configuration } from "../core/configuration.ts";
import type { JudgedFinding } from "../core/finding.ts";
import type { Coverage } from "../core/gap.ts";
import type { Report } from "../core/report.ts";
import { judgedFinding } from "../testing/judged-finding.ts";
import { decide, exitStatus } from "./decide.ts";
import { passGate } from "./gate.ts";
import { rank } from "./ranking.ts";

const NOW = new Date("2026-11-24T23:59:00Z");
const WHOLE: Coverage = { analyzer: "config/files", status: "complete", examined: {}, gaps: [] };
const BLIND: Coverage = { analyzer: "advisories/known", status: "unobservable", examined: {}, gaps: [] };
const NOT_HERE: Coverage = { analyzer: "trust/image", status: "notApplicable", examined: {}, gaps: [] };

function decided(
  findings: readonly JudgedFinding[],
  coverage: readonly Coverage[] = [WHOLE],
  configuration: object = {},
) {
  return decide(findings, coverage, Configuration.parse(configuration), NOW);
}

test("exploitation, reach and exposure move a finding, and the sentence says so", () => {
  const plain = judgedFinding({ severity: "high" });
  const reached = judgedFinding({
    signals: {
      exploitation: { level: "active", because: "it is known to be exploited" },
      reach: { level: "anyone", because: "anyone can start it" },
      exposure: { level: "public", because: "it is published" },
    },
  });
  expect(rank(plain)).toEqual({ priority: 50, why: "High." });
  expect(rank(reached)).toEqual({
    priority: 90,
    why: "High; it is known to be exploited; anyone can start it; it is published.",
  });
  expect(
    rank(
      judgedFinding({
        severity: "info",
        confidence: "possible",
        signals: { exposure: { level: "dormant", because: "x" } },
      }),
    ).priority,
  ).toBe(0);
});

test("of what is equally grave, what is started, asked for or can be closed comes first", () => {
  const use = (level: "started" | "direct") => ({ use: { level, because: level } });
  const remedy = { remedy: { level: "ready", because: "a fix is out" } } as const;
  const priorities = [{ ...use("started"), ...remedy }, use("started"), remedy, use("direct"), {}].map(
    (signals) => rank(judgedFinding({ severity: "high", signals })).priority,
  );
  expect(priorities).toEqual([57, 54, 53, 52, 50]);
  expect(rank(judgedFinding({ severity: "low", signals: { ...use("started"), ...remedy } }))).toEqual({
    priority: 22,
    why: "Low; started; a fix is out.",
  });
});

test.each([
  [["test/fixtures/key.pem"], 25],
  [["server/tls_test.go"], 25],
  [["test/key.pem", "deploy/key.pem"], 50],
  [["src/latest/key.pem"], 50],
])("%j ranks at %i: what stands among tests alone is less pressing", (paths, priority) => {
  expect(rank(judgedFinding({ locations: paths.map((path) => ({ path })) })).priority).toBe(priority);
});

test("findings that one deed closes are one work item, and the gravest leads", () => {
  const deed = { key: "upgrade lodash", action: "Upgrade lodash", subject: { purl: "pkg:npm/lodash@1" } };
  const { workItems } = decided([
    judgedFinding({ title: "a", severity: "medium", deed }),
    judgedFinding({ title: "b", severity: "critical", deed }),
    judgedFinding({ title: "c", severity: "low" }),
  ]);
  expect(
    workItems.map(({ action, severity, priority, findings }) => [action, severity, priority, findings.length]),
  ).toEqual([
    ["Upgrade lodash", "critical", 71, 2],
    ["Set it otherwise", "low", 15, 1],
  ]);
});

test("the order of what comes in changes nothing", () => {
  const findings = ["a", "b", "c", "d"].map((title) => judgedFinding({ title }));
  expect(decided([...findings].reverse())).toEqual(decided(findings));
});

test.each([
  ["high", [judgedFinding({ severity: "high" })], [WHOLE], 1],
  ["critical", [judgedFinding({ severity: "high" })], [WHOLE], 0],
  ["never", [judgedFinding({ severity: "critical" })], [WHOLE], 0],
  ["high", [], [WHOLE, NOT_HERE], 0],
  ["high", [], [WHOLE, BLIND], 3],
  ["high", [judgedFinding({ severity: "high" })], [BLIND], 1],
] as const)("fail-on %s: exit status %#", (failOn, findings, coverage, status) => {
  expect(exitStatus(decided(findings, coverage), failOn)).toBe(status);
});

const waiver = (match: string, until: string) => ({
  suppressions: [{ match, until, reason: "shielded", owner: "ada" }],
});

test("a waiver holds through its last day and then the finding fires again and is listed", () => {
  const finding = judgedFinding({ rule: "config/x" });
  const held = decided([finding], [WHOLE], waiver("config/x", "2026-11-24"));
  expect(held.findings[0]?.suppressed).toEqual({ by: "ada", reason: "shielded", until: "2026-11-24" });
  expect(held.workItems).toEqual([]);
  expect(exitStatus(held, "high")).toBe(0);
  const ended = decided([finding], [WHOLE], waiver("config/x", "2026-11-23"));
  expect(ended.findings[0]?.suppressed).toBeNull();
  expect(ended.expired).toEqual(["config/x (ada, until 2026-11-23)"]);
  expect(exitStatus(ended, "high")).toBe(1);
});

test("a waiver for one id leaves its neighbours alone", () => {
  const [one, other] = [judgedFinding({ title: "one" }), judgedFinding({ title: "other" })];
  const { summary } = decided([one, other], [WHOLE], waiver(one.id, "2027-01-01"));
  expect(summary).toMatchObject({ suppressed: 1, bySeverity: { high: 1 } });
});

test.each<[string, string | undefined, boolean]>([
  ["CVE-2026-1", undefined, true],
  ["CVE-2026-2", undefined, false],
  ["CVE-2026-1", "deploy", true],
  ["CVE-2026-1", "./deploy/", true],
  ["CVE-2026-1", "deploy/a.yaml", true],
  ["CVE-2026-1", "dep", false],
  ["config/x", "deploy/b.yaml", false],
])("a waiver for %s at %s", (match, path, isHeld) => {
  const finding = judgedFinding({ rule: "config/x", aliases: ["CVE-2026-1"], locations: [{ path: "deploy/a.yaml" }] });
  const [one] = waiver(match, "2027-01-01").suppressions;
  const { summary } = decided([finding], [WHOLE], {
    suppressions: [{ ...one, match, ...(path !== undefined && { path }) }],
  });
  expect(summary.suppressed).toBe(isHeld ? 1 : 0);
});

test("a finding that also stands elsewhere is not waived by one path, nor one that stands nowhere", () => {
  const at = (...paths: string[]) => judgedFinding({ rule: "config/x", locations: paths.map((path) => ({ path })) });
  const held = { match: "config/x", path: "a", until: "2027-01-01", reason: "shielded", owner: "ada" };
  const suppressed = (finding: JudgedFinding) =>
    decided([finding], [WHOLE], { suppressions: [held] }).summary.suppressed;
  expect([suppressed(at("a/x", "a/y")), suppressed(at("a/x", "b/y")), suppressed(at())]).toEqual([1, 0, 0]);
});

test("the gate refuses what it could not see", () => {
  const report = (findings: readonly JudgedFinding[], coverage: Coverage[]) =>
    ({ ...decided(findings, coverage), coverage }) as unknown as Report;
  const configuration = Configuration.parse({});
  expect(passGate(report([], [WHOLE, NOT_HERE]), configuration, undefined)).toEqual({ admitted: true, reasons: [] });
  expect(passGate(report([], [BLIND]), configuration, undefined)).toEqual({
    admitted: false,
    reasons: ["not seen: advisories/known is unobservable"],
  });
  expect(passGate(report([judgedFinding()], [WHOLE]), configuration, "critical").admitted).toBe(true);
  expect(passGate(report([judgedFinding()], [WHOLE]), configuration, undefined).reasons[0]).toContain(
    "high: something is set",
  );
});
