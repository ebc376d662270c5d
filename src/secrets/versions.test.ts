import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { OpenFile } from "../core/reader.ts";
import type { Version } from "../core/source.ts";
import { pastCredentialReader } from "./credential-reader.ts";
import { DETECTORS } from "./detectors/index.ts";
import type { CredentialFact } from "./facts.ts";
import { Maker } from "./samples.ts";

/** A version of a file: of another, by what stretches of it were put together with what between them. */
interface Made {
  readonly path: string;
  readonly bytes: Buffer;
  readonly time: number;
  readonly base?: number;
  readonly copies: readonly number[];
}

function read(made: readonly Made[], asVersions: boolean): CredentialFact[] {
  const ids = made.map(() => ({}));
  return made.flatMap(({ path, bytes, time, base, copies }, index) => {
    const commit = `c${String(index).padStart(3, "0")}`;
    const from = base === undefined ? undefined : made[base];
    const version: Version = {
      id: ids[index] ?? {},
      time,
      hasHeirs: true,
      ...(from !== undefined && {
        base: { id: ids[base ?? 0] ?? {}, path: from.path, isDone: false, copies: Int32Array.from(copies) },
      }),
    };
    const entry = { path, type: "file", size: bytes.length, mode: 0o644, commit, blob: `b${index}` } as const;
    const file: OpenFile = { path, entry, place: { path, commit }, bytes, text: () => bytes.toString() };
    const all = [...pastCredentialReader.read({ ...file, ...(asVersions && { version }) }, CONTEXT)];
    return all.filter((fact): fact is CredentialFact => fact.kind === "credential");
  });
}

const CONTEXT = { target: "git", identityKey: "a key for tests", explain: false } as const;

/** The kinds of credentials and their values, as ids, with how sure they are. */
function found(made: readonly Made[], asVersions: boolean): string[] {
  const keys = read(made, asVersions).map(({ detector, subject, encoding, grade }) =>
    JSON.stringify([detector, subject, encoding, grade]),
  );
  return [...new Set(keys)].sort();
}

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
const path = fc.constantFrom("a.yaml", ".env", "a.ts", "a.txt", "docs/a.json");
const change = fc.record({
  base: fc.nat(),
  time: fc.nat(5),
  moved: fc.option(path, { freq: 6, nil: undefined }),
  parts: fc.array(
    fc.record({
      from: fc.double({ noNaN: true, min: 0, max: 1 }),
      length: fc.nat(6000),
      cut: fc.nat(40),
      added: fc.option(piece),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  /** Rather than stretches from anywhere: the base with one stretch taken out. */
  isEdit: fc.boolean(),
});

/** A copy of what lies between two places, and the note of it. */
function assemble(
  base: Made,
  index: number,
  { parts, isEdit, moved, time }: typeof change extends fc.Arbitrary<infer T> ? T : never,
): Made {
  const pieces: Buffer[] = [];
  const copies: number[] = [];
  let at = 0;
  const copy = (from: number, to: number) => {
    if (to > from) {
      copies.push(at, from, to - from);
      pieces.push(base.bytes.subarray(from, to));
      at += to - from;
    }
  };
  const add = (text: string | null) => {
    const bytes = Buffer.from(text ?? "");
    pieces.push(bytes);
    at += bytes.length;
  };
  let next = 0;
  const { length } = base.bytes;
  for (const { from, length: most, cut, added } of isEdit ? parts.toSorted((a, b) => a.from - b.from) : parts) {
    const start = Math.floor(from * length);
    if (isEdit) copy(next, Math.max(next, start));
    else copy(start, Math.min(length, start + most));
    add(added);
    next = Math.min(length, Math.max(next, start) + cut);
  }
  if (isEdit) copy(next, length);
  return { path: moved ?? base.path, bytes: Buffer.concat(pieces), time, base: index, copies };
}

test("over the versions of files the same is found, whether each is searched whole or only what is new", () => {
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 24 }),
      fc.array(change, { minLength: 1, maxLength: 6 }),
      path,
      (pieces, changes, first) => {
        const made: Made[] = [{ path: first, bytes: Buffer.from(pieces.join("")), time: 9, copies: [] }];
        for (const one of changes) {
          const index = one.base % made.length;
          made.push(assemble(made[index] as Made, index, one));
        }
        expect(found(made, true)).toEqual(found(made, false));
      },
    ),
    { numRuns: 200 },
  );
}, 120_000);

test("what stands in many versions is told once for each path, at the oldest", () => {
  const make = new Maker("old");
  const text = `first line\ntoken = "${make.withChecksum("ghp_")}"\n`;
  const newest = Buffer.from(`another line\n${text}and more\n`);
  const older = Buffer.from(text);
  const made: Made[] = [
    { path: "a.ts", bytes: newest, time: 300, copies: [] },
    { path: "a.ts", bytes: older, time: 100, base: 0, copies: [0, 13, older.length] },
    { path: "b.ts", bytes: older, time: 200, base: 1, copies: [0, 0, older.length] },
    { path: "a.ts", bytes: older, time: 150, base: 2, copies: [0, 0, older.length] },
  ];
  const facts = read(made, true).map(({ at, committedAt }) => [at.path, at.line, at.commit, committedAt]);
  expect(facts.sort()).toEqual([
    ["a.ts", 2, "c001", 100],
    ["b.ts", 2, "c002", 200],
  ]);
});

test("a key whose end changes far behind its beginning, and a Secret far behind its kind", () => {
  const make = new Maker("far");
  const lines = Array.from({ length: 600 }, (_, name) => `  note${name}: plain text that is no secret at all\n`).join(
    "",
  );
  const secret = (value: string) => Buffer.from(`kind: Secret\nstringData:\n${lines}  api-token: ${value}\n`);
  const [before, after] = [secret("unset"), secret(make.base62(30))];
  const head = before.length - "unset\n".length;
  const made: Made[] = [
    { path: "a.yaml", bytes: before, time: 1, copies: [] },
    { path: "a.yaml", bytes: after, time: 2, base: 0, copies: [0, 0, head] },
  ];
  expect(found(made, true)).toEqual(found(made, false));
  expect(found(made, true).length).toBe(1);
  const key = Buffer.from(make.pemOf("RSA PRIVATE KEY", make.bytes(60_000)));
  const broken = Buffer.from(key);
  broken.write("?", key.length - 40);
  const keys: Made[] = [
    { path: "a.pem", bytes: broken, time: 1, copies: [] },
    {
      path: "a.pem",
      bytes: key,
      time: 2,
      base: 0,
      copies: [0, 0, key.length - 40, key.length - 39, key.length - 39, 39],
    },
  ];
  expect(found(keys, true)).toEqual(found(keys, false));
  expect(found(keys, true).length).toBe(1);
});
