import { expect, test } from "vitest";
import type { MiningSign } from "../facts.ts";
import { miningPrograms } from "./readers.ts";
import { signsIn } from "./signs.ts";

const POOL = ["stratum", "+tcp://pool.", "supportxmr", ".com:3333"].join("");

function signsOf(program: string): string[] {
  const entry = { path: "usr/bin/a", type: "file", size: program.length, mode: 0o755 } as const;
  const stream = miningPrograms.open(
    entry,
    { path: "usr/bin/a" },
    { target: "image", identityKey: "", explain: false },
  );
  stream.push(Buffer.from(`#!/bin/sh\n${program}`));
  return [...stream.end()].filter((fact): fact is MiningSign => fact.kind === "mining-sign").map(({ shown }) => shown);
}

test("an address is found behind other words that begin like one", () => {
  expect(signsOf(`a stratum of rock, ${"a stratum ".repeat(20)}${" ".repeat(300)}${POOL}`)).toContain(POOL);
});

test("a pool is shown with the names before its domain", () => {
  expect(signsIn(POOL).map(({ shown }) => shown)).toContain("pool.supportxmr.com");
  expect(signsIn("notsupportxmr.com")).toEqual([]);
});
