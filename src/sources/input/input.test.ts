import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../core/limits.ts";
import { recordingVisitor } from "../../testing/recording-visitor.ts";
import { detectTarget } from "../detect.ts";
import { walkStratum } from "../walk-stratum.ts";
import { openInput } from "./open-input.ts";

test.each(["whole", "stream"] as const)("what is piped in is one file, wanted as %s", async (want) => {
  const opened = await openInput("-", DEFAULT_LIMITS, Readable.from([Buffer.from("one "), Buffer.from("two")]));
  const [stratum] = structuredClone(opened.strata);
  if (stratum === undefined) throw new Error("no stratum");
  const visitor = recordingVisitor(want);
  expect(await walkStratum(stratum, visitor, DEFAULT_LIMITS)).toMatchObject({ entries: 1, bytes: 7 });
  expect([...visitor.files]).toEqual([["standard-input", "one two"]]);
});

test("more than one file may hold is a gap, and reading stops there", async () => {
  let sent = 0;
  const endless = Readable.from(
    (function* () {
      for (;;) {
        sent++;
        yield Buffer.alloc(1024);
      }
    })(),
    { highWaterMark: 1 },
  );
  const { strata, gaps } = await openInput("-", { ...DEFAULT_LIMITS, wholeFileBytes: 10_000 }, endless);
  expect([strata, gaps]).toEqual([
    [],
    [{ where: "standard-input", reason: expect.stringContaining("larger than 10000") }],
  ]);
  expect(sent).toBeLessThan(20);
});

test("at a terminal nothing is waited for, and a folder can still be called -", async () => {
  const terminal = Object.assign(Readable.from([]), { isTTY: true });
  await expect(openInput("-", DEFAULT_LIMITS, terminal)).rejects.toMatchObject({ code: "sources/no-input" });
  expect(detectTarget("-")).toEqual({ kind: "input" });
  expect(() => detectTarget("./-")).toThrow("neither a file or folder");
});
