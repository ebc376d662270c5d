import fc from "fast-check";
import { expect, test } from "vitest";
import { readYaml, readYamlDocuments } from "./read.ts";

const workflow = `# a comment
on: push
jobs:
  build:
    steps:
      - uses: actions/checkout@v4
        with: { fetch-depth: 0 }
`;

test("gives values and the places they stand at", () => {
  const [document] = readYaml(workflow).documents;
  expect(document?.value).toMatchObject({ on: "push", jobs: { build: { steps: [{ uses: "actions/checkout@v4" }] } } });
  const range = document?.rangeOf(["jobs", "build", "steps", 0, "uses"]);
  expect(range).toMatchObject({ line: 6, column: 15 });
  expect(workflow.slice(range?.start, range?.end)).toBe("actions/checkout@v4");
  expect(document?.keyRangeOf(["jobs", "build"])).toMatchObject({ line: 4, column: 3 });
});

test("names the nearest enclosing place for what is not there", () => {
  const [document] = readYaml(workflow).documents;
  expect(document?.rangeOf(["jobs", "build", "permissions"])).toMatchObject({ line: 5 });
});

test.each([
  ["a: 'x'", "single"],
  ['a: "x"', "double"],
  ["a: x", "plain"],
  ["a: |\n  x\n", "block"],
  ["a: [x]", undefined],
])("%j is written as %s", (text, style) => {
  expect(readYaml(text).documents[0]?.styleOf(["a"])).toBe(style);
});

test("knows what an edit would change elsewhere", () => {
  const [document] = readYaml("base: &b { image: x }\njob: *b\nown: { image: y }\n").documents;
  expect(document?.isShared(["base", "image"])).toBe(true);
  expect(document?.isShared(["own", "image"])).toBe(false);
});

test("reads several documents and says what is not YAML", () => {
  const file = readYaml("a: 1\n---\nb: [1,\n---\nc: 3\n");
  expect(file.documents.length).toBeGreaterThanOrEqual(2);
  expect(file.problems[0]?.line).toBeGreaterThan(1);
});

test("an alias bomb is a problem, not a hang", () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\n${[..."bcdefgh"].map((name, i) => `${name}: &${name} [${`*${"abcdefg"[i]},`.repeat(10)}]\n`).join("")}`;
  expect(readYaml(bomb).problems).toHaveLength(1);
});

test("documents that are wanted are read alone, at their places in the whole", () => {
  const text =
    "# head\na: 1\n---\nkind: Role\nb: [1\n  ,2]\n---\n# last\nkind: Role\nc: |\n  --- no marker\n...\n---\nd: 4\n";
  const files = [...readYamlDocuments(text, (part) => part.includes("Role"))];
  expect(files.map(({ documents }) => documents.at(-1)?.value)).toEqual([
    { kind: "Role", b: [1, 2] },
    { kind: "Role", c: "--- no marker\n" },
  ]);
  const place = files[1]?.documents.at(-1)?.rangeOf(["c"]);
  expect(place).toMatchObject({ line: 10, column: 4 });
  expect(text.slice(place?.start, place?.end)).toContain("--- no marker");
});

test("piece by piece gives what the whole gives", () => {
  const part = fc.constantFrom("a: 1\n", "---\n", "b: [x]\n", "--- # c\n", "...\n", "# note\n", "c:\n  - d\n");
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const text = parts.join("");
      const values = (files: readonly { documents: readonly { value: unknown }[] }[]) =>
        files.flatMap(({ documents }) => documents.map(({ value }) => value)).filter((value) => value !== null);
      const whole = readYaml(text);
      if (whole.problems.length > 0) return;
      expect(values([...readYamlDocuments(text, () => true)])).toEqual(values([whole]));
    }),
    { numRuns: 200 },
  );
});

test("never throws, whatever it is given", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."ab:-[]{}&*!|>'\"%#\n \t?,") }), (text) => {
      const { documents } = readYaml(text);
      for (const document of documents) document.rangeOf(["a", 0, "b"]);
    }),
    { numRuns: 200 },
  );
});
