import * as fc from "fast-check";
import { expect, test, vi } from "vitest";
import { CompiledPrefilter } from "./compiled-prefilter.ts";
import { DETECTORS } from "./detectors/index.ts";
import { KeywordTable } from "./keyword-table.ts";
import { Prefilter } from "./prefilter.ts";
import { Maker } from "./samples.ts";

function found(keywords: readonly string[], text: Buffer): string[] {
  return hitsOf(new Prefilter(new KeywordTable(keywords)), text);
}

function hitsOf(prefilter: Pick<Prefilter, "scan">, text: Buffer, from?: number, to?: number): string[] {
  const hits: string[] = [];
  prefilter.scan(text, (keyword, at) => hits.push(`${keyword}@${at}`), from, to);
  return hits.sort();
}

/** The same by asking for every keyword at every position. */
function naive(keywords: readonly string[], text: Buffer): string[] {
  const folded = text.toString("latin1").replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return keywords
    .flatMap((keyword, index) =>
      Array.from({ length: folded.length }, (_, at) => at)
        .filter((at) => folded.startsWith(keyword.toLowerCase(), at))
        .map((at) => `${index}@${at}`),
    )
    .sort();
}

const LETTERS = fc.constantFrom(..."abABk_-:/é\u0000 ");
const KEYWORD = fc
  .array(fc.constantFrom(..."abk_-:/"), { minLength: 3, maxLength: 7 })
  .map((letters) => letters.join(""));

test("finds exactly what a naive search finds", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(KEYWORD, { minLength: 1, maxLength: 12 }),
      fc.array(LETTERS, { maxLength: 200 }),
      (keywords, text) => {
        const bytes = Buffer.from(text.join(""), "latin1");
        expect(found(keywords, bytes)).toEqual(naive(keywords, bytes));
      },
    ),
    { numRuns: 200 },
  );
});

test.each([
  ["://", "a://b"],
  ["://", "://"],
  ["aaaa", "aaaaaa"],
  ["AKIA", "xakiaAKIA"],
  ["hf_", "hf_ hf_"],
])("finds %s in %s at either parity, and at both ends", (keyword, text) => {
  for (const padding of ["", "x", "xy"]) {
    const bytes = Buffer.from(padding + text, "latin1");
    expect(found([keyword], bytes)).toEqual(naive([keyword], bytes));
  }
});

test("a keyword of two bytes is refused", () => {
  expect(() => new KeywordTable(["ab"])).toThrow("three bytes");
});

const ALL_KEYWORDS = DETECTORS.flatMap(({ take }) => ("keywords" in take ? take.keywords : []));
const ALL = new KeywordTable([...new Set(ALL_KEYWORDS.map((keyword) => keyword.toLowerCase()))]);
const SAMPLES = DETECTORS.flatMap(({ id, samples }) => samples(new Maker(id)).found.map(({ text }) => text));

test("compiled it finds exactly the same, in any stretch of any text", () => {
  const [plain, compiled] = [new Prefilter(ALL), new CompiledPrefilter(ALL)];
  const piece = fc.oneof(
    fc.constantFrom(...SAMPLES, ...ALL_KEYWORDS),
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.nat(40_000).map((size) => "x = y + 1;\n".repeat(size / 10)),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.nat(600), fc.nat(600), (pieces, from, less) => {
      const bytes = Buffer.from(pieces.join(""), "latin1");
      const to = Math.max(from, bytes.length - less);
      expect(hitsOf(compiled, bytes, from, to)).toEqual(hitsOf(plain, bytes, from, to));
    }),
    { numRuns: 300 },
  );
});

test("compiled it finds keywords across the chunks that it takes, and more of them than it keeps at a time", () => {
  const table = new KeywordTable(["abcd", "bcda", "ab-c"]);
  for (const padding of ["", "x", "xyz"]) {
    const bytes = Buffer.from(`${padding}${"abcd".repeat(50_000)}ab-`);
    expect(hitsOf(new CompiledPrefilter(table), bytes)).toEqual(hitsOf(new Prefilter(table), bytes));
  }
});

test("where there is no WebAssembly the plain one does the work", () => {
  vi.stubGlobal("WebAssembly", undefined);
  try {
    const bytes = Buffer.from(SAMPLES.join("\n"));
    expect(hitsOf(new CompiledPrefilter(ALL), bytes)).toEqual(hitsOf(new Prefilter(ALL), bytes));
  } finally {
    vi.unstubAllGlobals();
  }
});
