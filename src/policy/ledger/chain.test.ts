import fc from "fast-check";
import { expect, test } from "vitest";
import { EMPTY_CHAIN, followChain, GENESIS, type LedgerEntry, type SealedEntry, sealOf } from "./chain.ts";

function chain(count: number): SealedEntry[] {
  const entries: SealedEntry[] = [];
  for (let seq = 1; seq <= count; seq++) {
    const entry: LedgerEntry = {
      seq,
      at: `2026-11-24T10:00:00.${String(seq).padStart(3, "0")}Z`,
      actor: "key 1 (ci)",
      action: "keys.create",
      about: `key ${seq}`,
      detail: "{}",
    };
    entries.push({ ...entry, hash: sealOf(entry, entries.at(-1)?.hash ?? GENESIS) });
  }
  return entries;
}

test("a whole chain holds, in one piece or in several", () => {
  const entries = chain(10);
  const whole = followChain(EMPTY_CHAIN, entries);
  expect(whole).toEqual({ entries: 10, head: entries[9]?.hash, brokenAt: undefined });
  expect(followChain(followChain(EMPTY_CHAIN, entries.slice(0, 4)), entries.slice(4))).toEqual(whole);
});

test("any change of any entry, any that is left out and any that changed places is seen", () => {
  const entries = chain(8);
  const fields = ["at", "actor", "action", "about", "detail"] as const;
  fc.assert(
    fc.property(fc.nat(7), fc.constantFrom(...fields), fc.string({ minLength: 1 }), (at, field, text) => {
      const changed = entries.map((entry, index) => (index === at ? { ...entry, [field]: `${text}!` } : entry));
      expect(followChain(EMPTY_CHAIN, changed).brokenAt).toBe(at + 1);
    }),
  );
  const [first, second, ...rest] = entries;
  expect(followChain(EMPTY_CHAIN, entries.toSpliced(3, 1)).brokenAt).toBe(4);
  expect(followChain(EMPTY_CHAIN, [second, first, ...rest] as SealedEntry[]).brokenAt).toBe(1);
});

test("a text cannot move from one field to the next", () => {
  const entry = { seq: 1, at: "t", actor: "ab", action: "c", about: "d", detail: "e" };
  expect(sealOf({ ...entry, actor: "a", action: "bc" }, GENESIS)).not.toBe(sealOf(entry, GENESIS));
});
