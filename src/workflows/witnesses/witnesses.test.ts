import { join } from "node:path";
import { expect, test } from "vitest";
import { judgedFinding } from "../../testing/judged-finding.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { RULES } from "../rules/index.ts";
import { joinWitnesses } from "./witnesses.ts";

const PATH = ".github/workflows/ci.yml";

const report = (tool: string, ...results: readonly (readonly [rule: string, uri: string, line: number])[]) =>
  JSON.stringify({
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: tool } },
        results: results.map(([ruleId, uri, startLine]) => ({
          ruleId,
          level: "error",
          message: { text: `about ${ruleId}` },
          locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine } } }],
        })),
      },
    ],
  });

const ours = judgedFinding({
  id: "ours",
  rule: "workflows/template-injection",
  confidence: "possible",
  locations: [{ path: PATH, line: 20 }],
});

test("what two tools say of one place is one finding with both as witnesses", () => {
  using folder = temporaryFolder({
    "z.sarif": report(
      "zizmor",
      ["zizmor/template-injection", PATH, 18],
      ["zizmor/template-injection", `file:///srv/tree/${PATH}`, 21],
    ),
    "p.sarif": report("poutine", ["injection", "workflows/ci.yml", 20]),
  });
  const files = ["z.sarif", "p.sarif"].map((name) => join(folder.path, name));
  const { findings, facts, gaps } = joinWitnesses(files, [ours], RULES, "/srv/tree");
  expect([facts, gaps]).toEqual([[], []]);
  expect(findings[0]).toMatchObject({ id: "ours", confidence: "likely" });
  expect(findings[0]?.evidence.map(({ text }) => text)).toEqual([
    "zizmor says so, too (zizmor/template-injection, line 18)",
    "zizmor says so, too (zizmor/template-injection, line 21)",
    "poutine says so, too (injection, line 20)",
  ]);
});

test.each([
  ["another line", ["zizmor/template-injection", PATH, 40]],
  ["another file", ["zizmor/template-injection", "other.yml", 20]],
  ["a rule that we do not have", ["zizmor/anonymous-definition", PATH, 20]],
] as const)("%s is the other's word alone", (_, result) => {
  using folder = temporaryFolder({ "z.sarif": report("zizmor", result) });
  const { findings, facts } = joinWitnesses([join(folder.path, "z.sarif")], [ours], RULES, undefined);
  expect(findings).toEqual([ours]);
  expect(facts).toMatchObject([{ tool: "zizmor", rule: result[0], at: { path: result[1], line: result[2] } }]);
});

test("a report that cannot be read is a gap", () => {
  using folder = temporaryFolder({ "z.sarif": "{}" });
  const file = join(folder.path, "z.sarif");
  expect(joinWitnesses([file], [], RULES, undefined).gaps).toEqual([
    { where: file, reason: expect.stringContaining("it is no SARIF 2.1.0") },
  ]);
});
