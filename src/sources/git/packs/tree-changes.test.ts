import * as fc from "fast-check";
import { expect, test } from "vitest";
import { openWorks, PlainWorks } from "./compiled-delta.ts";
import { modeAt } from "./tree-changes.ts";

const ENTRY = fc.record({
  mode: fc.constantFrom("100644", "100755", "120000", "40000", "160000"),
  name: fc.constantFrom("a", "a.b", "a0", "ab", "b", "b-c", "b0", "zz"),
  id: fc.integer({ min: 0, max: 2 }),
});

const TREE = fc.uniqueArray(ENTRY, { selector: ({ name, mode }) => `${name}${mode === "40000" ? "/" : ""}` });
type Tree = typeof TREE extends fc.Arbitrary<infer T> ? T : never;

function inOrder(tree: Tree): Tree {
  const key = ({ name, mode }: Tree[number]) => (mode === "40000" ? `${name}/` : `${name}\0`);
  return tree.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

function write(tree: Tree): Buffer {
  return Buffer.concat(tree.flatMap(({ mode, name, id }) => [Buffer.from(`${mode} ${name}\0`), Buffer.alloc(20, id)]));
}

const WORKS = [openWorks(2 ** 23), new PlainWorks(2 ** 23)];

/** Each way's changes, as mode, name, id and the id before. */
function compare(tree: Buffer, other: Buffer): string[][] {
  return WORKS.map((works) => {
    const { memory, first } = works;
    const [here, there] = [
      { at: first, size: tree.length },
      { at: first + tree.length + 1, size: other.length },
    ];
    tree.copy(memory, here.at);
    other.copy(memory, there.at);
    const notes = works.compare(here, there, 20);
    return Array.from({ length: notes.length / 4 }, (_, i) => {
      const [at = 0, nameAt = 0, idAt = 0, before = 0] = notes.subarray(4 * i, 4 * i + 4);
      const name = memory.toString("latin1", nameAt, idAt - 1);
      return [modeAt(memory, at, nameAt).toString(8), name, memory[idAt], before === 0 ? "new" : memory[before]].join(
        " ",
      );
    });
  });
}

test("entries that another tree does not have so, in both ways", () => {
  fc.assert(
    fc.property(TREE, TREE, (some, others) => {
      const [tree, other] = [inOrder(some), inOrder(others)];
      const expected = tree.flatMap(({ mode, name, id }) => {
        const before = other.find((one) => one.name === name && (one.mode === "40000") === (mode === "40000"));
        if (before?.id === id && before.mode === mode) return [];
        return [`${mode} ${name} ${id} ${before?.id ?? "new"}`];
      });
      for (const found of compare(write(tree), write(other))) expect(found).toEqual(expected);
    }),
  );
});

test("any bytes: the same of both ways, or refused by both", () => {
  const attempt = (work: () => unknown) => {
    try {
      return work();
    } catch (error) {
      return error instanceof RangeError ? "refused" : error;
    }
  };
  fc.assert(
    fc.property(TREE, fc.uint8Array({ maxLength: 60 }), fc.nat(200), (some, noise, cut) => {
      const tree = write(inOrder(some));
      for (const bytes of [noise, tree.subarray(0, cut), Buffer.concat([tree, noise])]) {
        for (const works of WORKS) works.memory.fill(0);
        const found = attempt(() => compare(Buffer.from(bytes), Buffer.alloc(0)));
        if (found === "refused") continue;
        const [compiled, plain] = found as string[][];
        expect(compiled).toEqual(plain);
      }
    }),
  );
});
