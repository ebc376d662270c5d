import * as fc from "fast-check";
import { expect, test } from "vitest";
import { packagesIn, readAll } from "../../testing/fake-file.ts";
import { goMod } from "./go-mod.ts";

test("reads single and grouped requirements, indirect ones and replacements", () => {
  const facts = readAll(
    goMod,
    "go.mod",
    `// a comment
module example.com/app // Deprecated: no

go 1.22
toolchain go1.22.1

require github.com/BurntSushi/toml v1.3.2
require (
	"golang.org/x/text" v0.14.0 // indirect
	github.com/old/thing/v2 v2.0.0+incompatible // indirect; why not
	example.com/local v1.0.0
	example.com/forked v1.1.0
)
replace (
	github.com/old/thing/v2 => github.com/new/thing/v2 v2.1.0
	example.com/local => ./local
	example.com/forked v1.0.0 => example.com/never v1.0.0
)
exclude example.com/bad v1.0.0
retract [v1.0.0, v1.1.0]
tool example.com/app/tool
`,
  );
  expect(
    packagesIn(facts).map(({ identity, name, direct, at }) => [
      identity.by === "purl" && identity.purl,
      name,
      direct,
      at.line,
    ]),
  ).toEqual([
    ["pkg:golang/github.com/burntsushi/toml@v1.3.2", "github.com/BurntSushi/toml", true, 7],
    ["pkg:golang/golang.org/x/text@v0.14.0", "golang.org/x/text", false, 9],
    ["pkg:golang/github.com/new/thing/v2@v2.1.0", "github.com/new/thing/v2", false, 10],
    ["pkg:golang/example.com/forked@v1.1.0", "example.com/forked", true, 12],
  ]);
  expect(facts.filter(({ kind }) => kind !== "package")).toMatchObject([{ kind: "passed-over", at: { line: 11 } }]);
});

test.each([
  ["go 1.16\n", 1],
  ["", 1],
  ["go 1.17\n", 0],
  ["go 1.22.1\n", 0],
  ["go 2.0\n", 0],
])("with %j: what the requirements need in turn is left open %i time(s)", (go, count) => {
  const facts = readAll(goMod, "go.mod", `module x\n\n${go}require a.com/b v1.0.0\n`);
  expect(facts.filter(({ kind }) => kind === "passed-over")).toHaveLength(count);
});

test.each(["required x v1", "require x", "replace a b", "<<<<<<< HEAD"])("%j is said to be unreadable", (text) => {
  expect(readAll(goMod, "go.mod", text)).toMatchObject([{ kind: "unread-packages", at: { line: 1 } }]);
});

const Module = fc.stringMatching(/^[a-z]{1,6}\.com\/[A-Za-z0-9._-]{1,8}$/);
const Version = fc.stringMatching(/^v[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,2}$/);

test("a generated file reads back as it was written", () => {
  fc.assert(
    fc.property(fc.array(fc.record({ name: Module, version: Version, direct: fc.boolean() })), (written) => {
      const lines = written.map(({ name, version, direct }) => `\t${name} ${version}${direct ? "" : " // indirect"}\n`);
      const read = packagesIn(readAll(goMod, "go.mod", `module x\n\nrequire (\n${lines.join("")})\n`));
      expect(read.map(({ name, version, direct }) => ({ name, version, direct }))).toEqual(written);
    }),
    { numRuns: 100 },
  );
});

test("any bytes are read or said to be unreadable", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(() => readAll(goMod, "go.mod", bytes)).not.toThrow();
    }),
    { numRuns: 200 },
  );
});
