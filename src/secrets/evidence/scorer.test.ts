import * as fc from "fast-check";
import { expect, test } from "vitest";
import { formatOf } from "../file-kinds.ts";
import { readAssignment } from "../frames/assignment.ts";
import { kindOfName } from "../frames/secret-names.ts";
import { Maker } from "../samples.ts";
import { FEATURES, featuresOf, outlookOf } from "./features.ts";
import { scored } from "./scorer.ts";

const make = new Maker("scorer");

/** From where the first name of a secret stands in the text. */
function described(path: string, text: string) {
  const bytes = Buffer.from(text);
  const format = formatOf(path);
  const assignment = readAssignment(bytes, text.search(/pass|token|key|secret/i), format);
  const kind = assignment && kindOfName(assignment.name);
  if (assignment === undefined || kind === undefined) throw new Error(`no assignment in ${text}`);
  return { assignment, kind, bytes, format, path };
}

test("every feature has a number, whatever the value", () => {
  for (const value of ["x1", "päss wörd!", "a".repeat(1000), "\u0000\u0001", "$2y$10$abc"]) {
    const features = featuresOf(described("a.json", JSON.stringify({ password: value })));
    expect(features.length).toBe(FEATURES.length);
    expect([...features].filter((feature) => !Number.isFinite(feature))).toEqual([]);
  }
  expect(new Set(FEATURES).size).toBe(FEATURES.length);
});

test.each([
  ["app.env", `DB_PASSWORD=${make.base62(18)}`, true],
  ["deploy/app.yaml", `database:\n  user: app\n  password: ${make.base62(14)}`, true],
  ["app.js", `const apiKey = "${make.hex(40)}";`, true],
  ["app.properties", `spring.datasource.password=${make.lower(9)}`, true],
  ["locale/de.json", '{"password": "Passwort vergessen?"}', false],
  ["app.ts", 'const labels = { password: "Enter your password" };', false],
  ["app.js", 'const secretKey = "the-name-of-the-cookie-that-we-set";', false],
])("%s: %s", (path, text, isEnough) => {
  expect(scored(described(path, text)).isEnough).toBe(isEnough);
});

test("better values have better chances", () => {
  const chance = (value: string) => scored(described("app.env", `API_TOKEN=${value}`)).probability;
  expect(chance(make.base62(40))).toBeGreaterThan(chance("some-token-name"));
});

test("where the outlook is the same, all numbers are", () => {
  const token = make.base62(14);
  const around = fc
    .array(fc.constantFrom("\n", "// ", "user ", "# host\r\n", "x".repeat(180), "y".repeat(1100), " expect("), {
      maxLength: 4,
    })
    .map((parts) => parts.join(""));
  const one = fc
    .tuple(fc.constantFrom("a.env", "test/a.env", "a.yaml", "vendor/a.env"), around, around)
    .map(([path, before, behind]) => described(path, [before, ["TOKEN", token].join("="), behind].join("\n")));
  const seen = new Map<string, string>();
  fc.assert(
    fc.property(one, (value) => {
      const [outlook, numbers] = [outlookOf(value), featuresOf(value).join()];
      expect(seen.get(outlook) ?? numbers).toBe(numbers);
      seen.set(outlook, numbers);
    }),
    { numRuns: 500 },
  );
  expect(new Set(seen.values()).size).toBeGreaterThan(10);
});
