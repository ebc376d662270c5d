import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { OpenFile } from "../core/reader.ts";
import { changedSpan } from "./changed-span.ts";
import { pastCredentialReader } from "./credential-reader.ts";
import { DETECTORS } from "./detectors/index.ts";
import { Maker } from "./samples.ts";

/** The kinds of credentials and their values, as ids, that are found over all versions. */
function found(path: string, versions: readonly Buffer[], series: boolean): string[] {
  const all = new Set<string>();
  for (const [index, bytes] of versions.entries()) {
    const commit = `c${index}`;
    const entry = {
      path,
      type: "file",
      size: bytes.length,
      mode: 0o644,
      commit,
      ...(series && { series: "b0" }),
    } as const;
    const file: OpenFile = { path, entry, place: { path, commit }, bytes, text: () => bytes.toString() };
    // Another file in between, as when another run of versions begins.
    if (index === 0) Array.from(pastCredentialReader.read({ ...file, entry: { ...entry, series: "other" } }, CONTEXT));
    for (const fact of pastCredentialReader.read(file, CONTEXT)) {
      if (fact.kind === "credential") all.add(JSON.stringify([fact.detector, fact.subject, fact.encoding]));
    }
  }
  return [...all].sort();
}

const CONTEXT = { target: "git", identityKey: "a key for tests", explain: false } as const;

const SAMPLES = DETECTORS.flatMap((detector) => {
  const { found: texts, missed } = detector.samples(new Maker(detector.id));
  return [...texts, ...missed].map(({ text }) => text);
});
const encoded = SAMPLES.slice(0, 40).flatMap((text) => [
  Buffer.from(text).toString("base64"),
  Buffer.from(text).toString("hex"),
  encodeURIComponent(text),
]);

const filler = fc
  .record({
    line: fc.constantFrom("x = y + 1;\n", "# nothing\n", "ab.cd ", "data:\n  a: b\n"),
    size: fc.nat(24 * 1024),
  })
  .map(({ line, size }) => line.repeat(Math.ceil(size / line.length)));
const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...SAMPLES, ...encoded) },
  { weight: 2, arbitrary: filler },
  { weight: 2, arbitrary: fc.constantFrom("\n", "\n---\n", "kind: Secret\n", "-----", " ", "password: ", "=", '"') },
  { weight: 1, arbitrary: fc.string({ maxLength: 20 }) },
);
/** What is done to one version to get the next: pieces are put in place of others. */
const edit = fc.record({ at: fc.nat(40), removed: fc.nat(3), added: fc.array(piece, { maxLength: 3 }) });

test("over the versions of a file the same is found, whether each is searched whole or only what changed", () => {
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 24 }),
      fc.array(edit, { minLength: 1, maxLength: 4 }),
      fc.constantFrom("a.yaml", ".env", "a.ts", "a.txt", "a.json"),
      (pieces, edits, path) => {
        const versions = [pieces];
        for (const { at, removed, added } of edits) {
          const before = versions.at(-1) ?? [];
          versions.push(before.toSpliced(at % (before.length + 1), removed, ...added));
        }
        const texts = versions.map((parts) => Buffer.from(parts.join("")));
        expect(found(path, texts, true)).toEqual(found(path, texts, false));
      },
    ),
    { numRuns: 150 },
  );
}, 60_000);

test("a key whose end changes far behind its beginning, and a Secret far behind its kind", () => {
  const make = new Maker("far");
  const lines = Array.from({ length: 600 }, (_, name) => `  note${name}: plain text that is no secret at all\n`).join(
    "",
  );
  const secret = (value: string) => Buffer.from(`kind: Secret\nstringData:\n${lines}  api-token: ${value}\n`);
  const versions = [secret("unset"), secret(make.base62(30))];
  expect(found("a.yaml", versions, true)).toEqual(found("a.yaml", versions, false));
  expect(found("a.yaml", versions, true).length).toBe(1);
  const key = make.pemOf("RSA PRIVATE KEY", make.bytes(60_000));
  const broken = Buffer.from(`${key.slice(0, -40)}?${key.slice(-39)}`);
  expect(found("a.pem", [broken, Buffer.from(key)], true)).toEqual(found("a.pem", [broken, Buffer.from(key)], false));
  expect(found("a.pem", [broken, Buffer.from(key)], true).length).toBe(1);
});

test("what changed is all but the common beginning and end", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), fc.string(), fc.nat(40_000), (head, old, now, tail, size) => {
      const around = "ab".repeat(size);
      const [before, after] = [old, now].map((middle) => Buffer.from(`${around}${head}${middle}${tail}${around}`));
      if (before === undefined || after === undefined) throw new Error("two versions");
      const { from, to } = changedSpan(before, after);
      const shift = after.length - before.length;
      expect(from).toBeLessThanOrEqual(to);
      expect(to - shift).toBeGreaterThanOrEqual(from);
      expect(before.subarray(0, from).equals(after.subarray(0, from))).toBe(true);
      expect(before.subarray(to - shift).equals(after.subarray(to))).toBe(true);
      expect(to - from).toBeLessThanOrEqual(Buffer.byteLength(now));
    }),
    { numRuns: 60 },
  );
});
