import fc from "fast-check";
import { expect, test } from "vitest";
import { BadPattern, compilePattern } from "./pattern.ts";

test.each([
  ["basic", String.raw`.*data-dir[= ]\([^ ]*\).*`, "etcd --data-dir=/d --x", "/d"],
  ["basic", String.raw`\(a\|b\)c`, "xbc", "b"],
  ["basic", String.raw`a\{2\}\(b\?\)`, "aab", "b"],
  ["basic", "(a)", "x(a)", undefined],
  ["basic", "*a", "*a", undefined],
  ["extended", "--(client|peer)-x", "--peer-x", "peer"],
  ["extended", "(?i)(ROOT)", "root", "root"],
  ["extended", "([[:digit:]]+)$", "ab12", "12"],
] as const)("%s: %s in %s gives %s", (syntax, source, text, group) => {
  const found = compilePattern(source, { syntax }).match(text);
  expect(found).toBeDefined();
  expect(found?.groups[1]).toBe(group);
});

test.each([
  ["basic", String.raw`\(a`],
  ["extended", "a)"],
  ["extended", "[a"],
  ["extended", "(?=a)"],
  ["extended", String.raw`\p`],
  ["extended", "[[:never:]]"],
  ["extended", "((a{99}){99}){99}"],
] as const)("%s: %s is not understood", (syntax, source) => {
  expect(() => compilePattern(source, { syntax })).toThrow(BadPattern);
});

test("finds what the language's own expressions find", () => {
  const piece = fc.constantFrom(..."abc.^$*+?|", "(a)", "(b|ab)", "[ab]", "[^a]", "{2}", "{1,2}", "(a*)", "\\b", "*?");
  const pattern = fc.array(piece, { minLength: 1, maxLength: 7 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(pattern, fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 }), (source, text) => {
      let theirs: RegExp;
      try {
        theirs = new RegExp(source);
      } catch (fault) {
        expect(fault).toBeInstanceOf(SyntaxError);
        return;
      }
      const expected = theirs.exec(text);
      const found = compilePattern(source, { syntax: "extended" }).match(text);
      expect(found && [found.start, found.groups[0]]).toEqual(
        expected === null ? undefined : [expected.index, expected[0]],
      );
    }),
    { numRuns: 2_000 },
  );
});

test("time grows with the text alone", () => {
  const hard = compilePattern("(a*)*(a|aa)+b", { syntax: "extended" });
  expect(hard.match("a".repeat(5_000))).toBeUndefined();
});
