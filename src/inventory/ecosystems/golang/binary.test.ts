import { expect, test } from "vitest";
import { packagesIn, stream } from "../../testing/fake-file.ts";
import { goBinary } from "./binary.ts";

const ELF = Buffer.from("\x7fELF", "latin1");
const MAGIC = "\xff Go buildinf:";

/** A program as far as this reader looks: noise, the header, two texts with their lengths. */
function program({ version = "go1.22.1", modules = "", flags = 2, before = 1000 } = {}): Buffer {
  const header = Buffer.alloc(32);
  header.write(MAGIC, "latin1");
  header[14] = 8;
  header[15] = flags;
  const marked = modules === "" ? Buffer.alloc(0) : Buffer.from(`${"<".repeat(16)}${modules}${">".repeat(16)}`);
  return Buffer.concat([
    ELF,
    Buffer.alloc(before, 0x41),
    header,
    text(Buffer.from(version)),
    text(marked),
    Buffer.alloc(5000),
  ]);
}

function text(bytes: Buffer): Buffer {
  const length: number[] = [];
  let rest = bytes.length;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) length.push((rest % 128) + 0x80);
  return Buffer.concat([Buffer.from([...length, rest]), bytes]);
}

const MODULES = `path\texample.com/app
mod\texample.com/app\t(devel)\t
dep\tgithub.com/BurntSushi/toml\tv1.3.2\th1:x=
dep\texample.com/old\tv1.0.0
=>\texample.com/new\tv1.1.0\th1:y=
dep\texample.com/local\tv1.0.0
=>\t./local\t(devel)\t
build\tCGO_ENABLED=0
`;

test.each([1, 3, 13, 31, 64, 997, 65_536])("reads the modules from chunks of %i byte(s)", (size) => {
  const { facts } = stream(goBinary, "usr/bin/app", program({ modules: MODULES }), size);
  expect(
    packagesIn(facts).map(({ identity, needs }) => [identity.by === "purl" && identity.purl, needs.length]),
  ).toEqual([
    ["pkg:golang/example.com/app", 4],
    ["pkg:golang/github.com/burntsushi/toml@v1.3.2", 0],
    ["pkg:golang/example.com/new@v1.1.0", 0],
    ["pkg:golang/example.com/local", 0],
    ["pkg:golang/stdlib@1.22.1", 0],
  ]);
});

test("stops at the first chunk of what is no program, and at the find in what is one", () => {
  expect(stream(goBinary, "usr/bin/script", Buffer.from(`#!/bin/sh\n${"x".repeat(5000)}`), 64).taken).toBe(64);
  const bytes = program({ modules: MODULES });
  expect(stream(goBinary, "usr/bin/app", bytes, 64).taken).toBeLessThan(bytes.length - 4000);
});

test("a program that only speaks of the magic text is searched further", () => {
  const speaker = Buffer.concat([
    ELF,
    Buffer.from(`${MAGIC}not a header but some other text of the program`, "latin1"),
  ]);
  const { facts } = stream(goBinary, "usr/bin/app", Buffer.concat([speaker, program({ modules: MODULES })]), 50);
  expect(packagesIn(facts)).toHaveLength(5);
  expect(stream(goBinary, "usr/bin/app", speaker, 50).facts).toEqual([]);
});

/** Before Go 1.18: a note that it is of Go, its texts among constants, and a header that only points to them. */
function olderProgram(version: string): Buffer {
  const [start, end] = ["3077af0c9274080241e1c107e6d618e6", "f932433186182072008242104116d8f2"];
  return Buffer.concat([
    ELF,
    Buffer.from("\x04\0\0\0Go\0\0some id", "latin1"),
    Buffer.alloc(500, 0x41),
    Buffer.from(start, "hex"),
    Buffer.from(MODULES),
    Buffer.from(end, "hex"),
    Buffer.from(`/usr/lib/go1.9/src toolchain@v0.0.1-go1.99.linux${version}`, "latin1"),
    program({ flags: 0 }),
  ]);
}

test.each([
  ["\0go1.17.13\0", "1.17.13"],
  ["funcargs(go1.13.15interfacel", "1.13.15"],
  ["x(go1.14beta1hash", "1.14beta1"],
  ["funcargs(go1.13.151.5", undefined],
  ["a(go1.13.15interface b(go1.12.1interface", undefined],
])("before Go 1.18, with %j: built by Go %s", (written, version) => {
  for (const size of [1, 17, 256, 65_536]) {
    const facts = stream(goBinary, "usr/bin/app", olderProgram(written), size).facts;
    const packages = packagesIn(facts);
    expect(packages.map(({ name }) => name)).toContain("example.com/new");
    expect(packages.find(({ name }) => name === "stdlib")?.version, `${size}`).toBe(version);
    expect(facts.some(({ kind }) => kind === "passed-over")).toBe(version === undefined);
  }
});

test("a program without modules is said", () => {
  expect(stream(goBinary, "usr/bin/app", program(), 64).facts).toMatchObject([
    { kind: "passed-over", as: "withoutModules" },
    { name: "stdlib", version: "1.22.1" },
  ]);
});

test("a program cut off in the middle has no build information", () => {
  expect(stream(goBinary, "usr/bin/app", program({ modules: MODULES }).subarray(0, 1060), 64).facts).toEqual([]);
});
