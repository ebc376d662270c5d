import fc from "fast-check";
import { expect, test } from "vitest";
import { programOf, readShell } from "./read.ts";

const commands = (text: string) => readShell(text).map(({ words }) => words.join(" "));
const pipes = (text: string) =>
  readShell(text).flatMap(({ words, reads }) => reads.map((from) => `${from.words[0]} > ${words[0]}`));

test.each([
  ["apt-get update && apt-get install -y curl; rm -rf /x", ["apt-get update", "apt-get install -y curl", "rm -rf /x"]],
  ["FOO=1 BAR='x y' make all # comment && no", ["make all"]],
  ["echo 'a && b' \"c; d\" e\\ f", ["echo a && b c; d e f"]],
  ["if [ -f x ]; then cat x; else true; fi", ["[ -f x ]", "cat x", "true"]],
  ["cat <<EOF | grep x\nrm -rf /\nEOF\necho done", ["cat", "grep x", "echo done"]],
  ["echo a > /dev/null 2>&1 < in", ["echo a 2"]],
  ["curl \\\n  -k \\\n  https://x", ["curl -k https://x"]],
  ["sh -c 'curl -k https://x | sh'", ["sh -c curl -k https://x | sh", "curl -k https://x", "sh"]],
  ["echo $(date +%s) `id -u`", ["date +%s", "id -u", "echo $(date +%s) `id -u`"]],
  ["for f in a b; do chmod 777 $f; done", ["for f in a b", "chmod 777 $f"]],
])("%j", (text, expected) => {
  expect(commands(text)).toEqual(expected);
});

test.each([
  ["curl -s https://x | sudo bash -s --", ["curl > sudo"]],
  ["curl x | tar xz | sh", ["curl > tar", "tar > sh"]],
  ["bash <(curl x)", ["curl > bash"]],
  ['sh -c "$(curl x)"', ["curl > sh"]],
  ["curl x || sh", []],
  ["curl x -o f && sh f", []],
])("%j: who reads from whom", (text, expected) => {
  expect(pipes(text)).toEqual(expected);
});

test("sees past what only runs something else", () => {
  expect(programOf(readShell("sudo -E env A=1 /usr/bin/curl -k x")[0] as never)).toEqual({
    program: "curl",
    args: ["-k", "x"],
  });
});

test("never throws, ends, and keeps its offsets inside", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."ab $(){}`'\"\\\n;&|<>#-=c"), maxLength: 400 }), (text) => {
      for (const { offset } of readShell(text)) expect(offset).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 200 },
  );
});

test("deep nesting ends", () => {
  expect(readShell("$(".repeat(5_000)).length).toBeLessThan(20);
});
