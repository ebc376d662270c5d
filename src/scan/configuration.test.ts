import { expect, test } from "vitest";
import { parseConfiguration } from "./configuration.ts";

test("reads what is declared and fills in the rest", () => {
  const configuration = parseConfiguration("standard:\n  registries: [registry.example.com]\n", "waybill.yaml");
  expect(configuration.standard.registries).toEqual(["registry.example.com"]);
  expect(configuration.suppressions).toEqual([]);
});

test.each([
  ["standrad: {}", 'waybill.yaml:1: there is no setting called "standrad"', "Did you mean standard?"],
  [
    "standard:\n  registry: []",
    'waybill.yaml:2: there is no setting called "standard.registry"',
    "Did you mean registries?",
  ],
  ["suppressions:\n  - match: a/b\n    reson: x\n", "suppressions.0", "Set a value"],
  ["a: [", "is not YAML", "Mend"],
  ["policy: { failOn: extreme }", "policy.failOn", "Set a value"],
])("%j is refused with the line and what would be right", (text, message, advice) => {
  expect(() => parseConfiguration(text, "waybill.yaml")).toThrow(message);
  try {
    parseConfiguration(text, "waybill.yaml");
  } catch (error) {
    expect((error as { advice: string }).advice).toContain(advice);
  }
});

test("a waiver needs owner, reason, match and end", () => {
  const text = "suppressions:\n  - { match: config/x, reason: tested, owner: ada, until: 2027-01-31 }\n";
  expect(parseConfiguration(text, "waybill.yaml").suppressions).toHaveLength(1);
  expect(() => parseConfiguration(text.replace(", until: 2027-01-31", ""), "waybill.yaml")).toThrow(
    "suppressions.0.until",
  );
});
