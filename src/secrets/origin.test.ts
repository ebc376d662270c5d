import { expect, test } from "vitest";
import type { CredentialFact } from "./facts.ts";
import { historyEvidence, oldestPlaces, originOf } from "./origin.ts";

function place(
  path: string,
  commit?: string,
  committedAt?: number,
  more: Partial<CredentialFact> = {},
): CredentialFact {
  return {
    kind: "credential",
    at: { path, line: 1, ...(commit !== undefined && { commit }) },
    subject: { credential: "x" },
    detector: "github-token",
    shape: "",
    frame: "text",
    format: "plain",
    start: 0,
    end: 1,
    grade: "shape",
    confidence: "likely",
    evidence: [],
    ...(committedAt !== undefined && { committedAt }),
    ...more,
  };
}

test("of each path the oldest commit is kept, with all its lines; what is there stays", () => {
  const now = place("a");
  const [old, later, other, allowed] = [
    place("a", "c2", 10),
    place("a", "c1", 20),
    place("b", "c1", 20),
    place("a", "c3", 30, { allowance: { rule: "github-token", reason: "a test" } }),
  ];
  const second = { ...old, at: { ...old.at, line: 9 } };
  expect(oldestPlaces([now, later, old, second, other, allowed])).toEqual([now, old, second, other, allowed]);
  expect(originOf([now, later, other, old])).toBe(old);
  expect(oldestPlaces([place("a", "c2", 10), place("a", "c1", 10)])[0]?.at.commit).toBe("c1");
});

test("the evidence says since when and by whom, on one line, and whether it still stands", () => {
  const commit = "0123456789abcdef0123456789abcdef01234567";
  const authors = new Map([[commit, { name: "Ada\u001b[2J", mail: "ada@example.com", date: "2026-01-01T00:00:00Z" }]]);
  expect(historyEvidence([place("a", commit, 1)], authors).map(({ text }) => text)).toEqual([
    "only the history holds it; first in commit 0123456789ab",
    "the commit says it was written by Ada\ufffd[2J <ada@example.com> on 2026-01-01T00:00:00Z",
  ]);
  expect(historyEvidence([place("a"), place("a", commit, 1)], new Map()).map(({ text }) => text)).toEqual([
    "a file that is there still holds it; first in commit 0123456789ab",
  ]);
  expect(historyEvidence([place("a")], authors)).toEqual([]);
});
