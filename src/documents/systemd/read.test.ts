import fc from "fast-check";
import { expect, test } from "vitest";
import { readUnit, unitWords } from "./read.ts";

const UNIT = `# a unit
[Unit]
Description=Docker
[Service]
Environment="A=1 2" B=x
ExecStart=
ExecStart=/usr/bin/dockerd -H fd:// \\
  # why
  --label "a b" \\
  -H tcp://0.0.0.0
`;

test("reads settings with their sections, continued lines joined", () => {
  expect(readUnit(UNIT).map(({ section, key, value }) => [section, key, value.replace(/\s+/g, " ").trim()])).toEqual([
    ["Unit", "Description", "Docker"],
    ["Service", "Environment", '"A=1 2" B=x'],
    ["Service", "ExecStart", ""],
    ["Service", "ExecStart", '/usr/bin/dockerd -H fd:// --label "a b" -H tcp://0.0.0.0'],
  ]);
});

test("words have their places", () => {
  const words = readUnit(UNIT).flatMap(unitWords);
  expect(words.map(({ text }) => text)).toEqual(
    ["Docker", "A=1 2", "B=x", "/usr/bin/dockerd", "-H", "fd://", "--label", "a b", "-H", "tcp://0.0.0.0"], //
  );
  expect(words.at(-1)?.at).toEqual({ line: 10, column: 6 });
  expect(words.find(({ text }) => text === "a b")?.at).toEqual({ line: 9, column: 11 });
});

test.each([
  [`X=a\\ b 'c d'e "f\\"g"`, ["a b", "c de", 'f"g']],
  ["X=it's", ["it's"]],
  ["X=", []],
])("%j", (text, expected) => {
  expect(
    readUnit(text)
      .flatMap(unitWords)
      .map((word) => word.text),
  ).toEqual(expected);
});

test("never throws, and is done in time for long lines", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."a=[]\\\n \"'#;$") }), (text) => {
      readUnit(text).flatMap(unitWords);
    }),
    { numRuns: 300 },
  );
  expect(readUnit(`X=${"\\".repeat(100_001)}`).flatMap(unitWords).length).toBeGreaterThan(0);
  expect(readUnit(`X=${'"'.repeat(50_001)}${"a".repeat(50_000)}`).flatMap(unitWords).length).toBeGreaterThan(0);
  expect(readUnit("X=a\\\n".repeat(20_000)).length).toBe(1);
});
