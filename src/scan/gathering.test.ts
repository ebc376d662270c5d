import { expect, test } from "vitest";
import type { Fact } from "../core/fact.ts";
import { DEFAULT_LIMITS } from "../core/limits.ts";
import type { WholeReader } from "../core/reader.ts";
import type { Entry } from "../core/source.ts";
import { Desk } from "./desk.ts";
import { Gathering } from "./gathering.ts";

const said = (kind: string): Fact => ({ kind, at: {} });

/** Reads texts up to 100 kB, and says of files with a NUL that they are none. */
const reader: WholeReader = {
  id: "secrets/fake",
  version: 1,
  limit: 100_000,
  wants: () => true,
  declines: (head) => (head.includes(0) ? [said("binary")] : undefined),
  read: ({ bytes }) => [said(bytes.toString().slice(-4))],
};

/** Feeds a file in chunks; answers what the reader said, what it missed, and how many chunks were taken. */
function gather(content: Buffer, { size = content.length, chunk = 5000 } = {}) {
  const entry: Entry = { path: "a", type: "file", size, mode: 0o644 };
  const desk = new Desk(reader, { target: "image", identityKey: "", explain: false }, DEFAULT_LIMITS);
  const gathering = new Gathering(entry, { path: "a" }, [desk], (bytes) => {
    return { path: "a", entry, place: { path: "a" }, bytes, text: () => bytes.toString() };
  });
  let taken = 0;
  for (let at = 0; at < content.length; at += chunk) {
    taken++;
    if (!gathering.push(content.subarray(at, at + chunk))) break;
  }
  gathering.end();
  const { facts, gaps, bytes } = desk.reading;
  return { facts: facts.map(({ kind }) => kind), gaps: gaps.map(({ reason }) => reason), bytes, taken };
}

const text = Buffer.from(`${"x".repeat(89_996)}last`);
const binary = Buffer.concat([Buffer.from("x".repeat(6000)), Buffer.alloc(5_000_000)]);

test.each([1, 700, 8192, 5000, 90_000])("a text in chunks of %d bytes is read whole", (chunk) => {
  expect(gather(text, { chunk })).toMatchObject({ facts: ["last"], gaps: [], bytes: text.length });
});

test("a file smaller than a glance is read whole", () => {
  expect(gather(Buffer.from("at last"))).toMatchObject({ facts: ["last"], gaps: [] });
});

test("what the reader declines is not gathered, however large it is, and is no gap", () => {
  expect(gather(binary)).toEqual({ facts: ["binary"], gaps: [], bytes: 10_000, taken: 2 });
});

test("what it would read and may not, for its size, is a gap", () => {
  const { facts, gaps, taken } = gather(Buffer.from("x".repeat(200_000)));
  expect([facts, gaps, taken]).toEqual([[], ["too large: 200000 bytes, secrets/fake reads up to 100000"], 2]);
});

test("a file that breaks off is a gap, and not read as if it were whole", () => {
  const { facts, gaps } = gather(text, { size: 90_001 });
  expect([facts, gaps]).toEqual([[], ["broke off: 90000 of 90001 bytes could be read"]]);
});
