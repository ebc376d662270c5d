import fc from "fast-check";
import { expect, test } from "vitest";
import { parseSarif } from "./read.ts";

const at = (uri: string, startLine?: number, endLine?: number) => ({
  physicalLocation: { artifactLocation: { uri }, region: { startLine, endLine } },
});
const sarif = (results: readonly object[], rules: readonly object[] = []) =>
  JSON.stringify({ version: "2.1.0", runs: [{ tool: { driver: { name: "peer", rules } }, results }] });

test("rule, level, score and places, from the result or from its rule", () => {
  const rules = [{ id: "a", defaultConfiguration: { level: "note" }, properties: { "security-severity": "8.1" } }];
  const results = [
    { ruleId: "a", message: { text: "one\n two" }, locations: [at("./x%20y.yml", 3, 5)] },
    { ruleIndex: 0, level: "error", locations: [at("file:///srv/x.yml")] },
    { rule: { id: "b" } },
    { ruleId: "a", kind: "pass" },
    { message: { text: "nameless" } },
  ];
  expect(parseSarif(sarif(results, rules))).toEqual([
    {
      tool: "peer",
      rule: "a",
      level: "note",
      message: "one two",
      score: 8.1,
      places: [{ path: "x y.yml", from: 3, to: 5 }],
    },
    {
      tool: "peer",
      rule: "a",
      level: "error",
      message: "",
      score: 8.1,
      places: [{ path: "/srv/x.yml", from: 0, to: 0 }],
    },
    { tool: "peer", rule: "b", level: "warning", message: "", places: [] },
  ]);
});

test.each([
  ["{", "not JSON"],
  ["[]", "no SARIF"],
  ['{"version":"1.0.0","runs":[]}', "no SARIF"],
  ['{"version":"2.1.0","runs":[{"results":[]}]}', "runs.0.tool"],
])("%s: %s", (text, why) => {
  expect(() => parseSarif(text)).toThrow(why);
});

test("a run without results says nothing, and any value in place of another ends in an answer or a reason", () => {
  expect(parseSarif('{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"results":null}]}')).toEqual([]);
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom("ruleId", "level", "locations", "message", "kind"), (value, field) => {
      try {
        parseSarif(sarif([{ ruleId: "a", [field]: value }]));
      } catch (fault) {
        expect(String(fault)).toContain("no SARIF");
      }
    }),
  );
});
