import { deflateSync } from "node:zlib";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { findEdges } from "../../assembly/edges.ts";
import { packagesIn, stream } from "../../testing/fake-file.ts";
import { rustAuditable } from "./auditable.ts";

const LIST = {
  packages: [
    { name: "app", version: "0.1.0", source: "local", dependencies: [1, 2], root: true },
    { name: "serde", version: "1.0.2", source: "crates.io" },
    { name: "cc", version: "1.0.9", source: "crates.io", kind: "build" },
  ],
};

/** A program of one code and one constant segment, with the section in the latter, as a linker lays it out. */
function program(section: Buffer, { is64 = true, isLittle = true } = {}): Buffer {
  const names = Buffer.from("\0.shstrtab\0.dep-v0\0");
  const word = is64 ? 8 : 4;
  const constants = 8192;
  const nameTable = constants + section.length + 100_000;
  const table = nameTable + names.length;
  const file = Buffer.alloc(table + 3 * (is64 ? 64 : 40));
  const put = (at: number, size: number, value: number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(value));
    const little = bytes.subarray(0, size);
    (isLittle ? little : little.reverse()).copy(file, at);
  };
  Buffer.from([0x7f, 0x45, 0x4c, 0x46, is64 ? 2 : 1, isLittle ? 1 : 2]).copy(file);
  const end = is64 ? 0x34 : 0x28;
  put(is64 ? 0x20 : 0x1c, word, 64);
  put(is64 ? 0x28 : 0x20, word, table);
  const sizes = [is64 ? 64 : 52, is64 ? 56 : 32, 2, is64 ? 64 : 40, 3, 1];
  sizes.forEach((size, index) => put(end + 2 * index, 2, size));
  for (const [index, flags, offset, length] of [
    [0, 5, 0, constants],
    [1, 4, constants, section.length + 64],
  ] as const) {
    const at = 64 + index * (is64 ? 56 : 32);
    put(at, 4, 1);
    put(at + (is64 ? 4 : 24), 4, flags);
    put(at + (is64 ? 8 : 4), word, offset);
    put(at + (is64 ? 32 : 16), word, length);
  }
  for (const [index, name, offset, length] of [
    [1, 1, nameTable, names.length],
    [2, 11, constants, section.length],
  ] as const) {
    const at = table + index * (is64 ? 64 : 40);
    put(at, 4, name);
    put(at + (is64 ? 0x18 : 0x10), word, offset);
    put(at + (is64 ? 0x20 : 0x14), word, length);
  }
  section.copy(file, constants);
  names.copy(file, nameTable);
  return file;
}

const PACKED = deflateSync(JSON.stringify(LIST));

test.each([
  { is64: true, isLittle: true },
  { is64: false, isLittle: true },
  { is64: true, isLittle: false },
])("crates and edges of %j, however the bytes come", (form) => {
  for (const size of [7, 1000, 1_000_000]) {
    const packages = packagesIn(stream(rustAuditable, "usr/bin/app", program(PACKED, form), size).facts);
    expect(packages).toMatchObject([
      { identity: { purl: "pkg:cargo/app@0.1.0" } },
      { identity: { purl: "pkg:cargo/serde@1.0.2" } },
      { scope: "development" },
    ]);
    expect([...findEdges(packages)].map(([{ name }, to]) => [name, to.size])).toEqual([["app", 2]]);
  }
});

test("what is no ELF program is left after its first bytes", () => {
  expect(stream(rustAuditable, "usr/bin/script", Buffer.alloc(100_000, "#!/bin/sh\n"), 4096)).toEqual({
    facts: [],
    taken: 4096,
  });
});

test.each([
  ["no zlib", Buffer.from("hello")],
  ["another list", deflateSync("{}")],
])("%s is said to be unreadable", (_, section) => {
  expect(stream(rustAuditable, "a", program(section), 4096).facts).toMatchObject([{ kind: "unread-packages" }]);
});

test("any damage is read or said", () => {
  const sound = program(PACKED);
  fc.assert(
    fc.property(fc.nat(9000), fc.nat(255), fc.nat(sound.length - 1), fc.boolean(), (at, value, end, cut) => {
      const damaged = Buffer.from(cut ? sound.subarray(0, end) : sound);
      if (at < damaged.length) damaged[at] = value;
      expect(() => stream(rustAuditable, "a", damaged, 5000)).not.toThrow();
    }),
    { numRuns: 150 },
  );
});

/** A program for Windows or for macOS with one section, which in the file is filled up with zero bytes. */
function objectProgram(form: "pe" | "mach-o" | "mach-o 32", section: Buffer): Buffer {
  const file = Buffer.alloc(200_000);
  const offset = 150_000;
  if (form === "pe") {
    file.write("MZ");
    file.writeUInt32LE(128, 0x3c);
    file.write("PE\0\0", 128, "latin1");
    file.writeUInt16LE(2, 134);
    file.writeUInt16LE(240, 148);
    const at = 128 + 24 + 240 + 40;
    file.write(".text", at - 40);
    file.write(".dep-v0", at);
    [section.length, 0x1000, section.length + 300, offset].forEach((value, index) => {
      file.writeUInt32LE(value, at + 8 + 4 * index);
    });
  } else {
    const is64 = form === "mach-o";
    const start = is64 ? 32 : 28;
    file.writeUInt32LE(is64 ? 0xfeedfacf : 0xfeedface, 0);
    file.writeUInt32LE(2, 16);
    file.writeUInt32LE(0x2a, start); // another command
    file.writeUInt32LE(16, start + 4);
    const at = start + 16;
    file.writeUInt32LE(is64 ? 0x19 : 1, at);
    file.writeUInt32LE(is64 ? 152 : 124, at + 4);
    file.writeUInt32LE(1, at + (is64 ? 64 : 48));
    const header = at + (is64 ? 72 : 56);
    file.write(".dep-v0", header);
    if (is64) file.writeBigUInt64LE(BigInt(section.length), header + 40);
    else file.writeUInt32LE(section.length, header + 36);
    file.writeUInt32LE(offset, header + (is64 ? 48 : 40));
  }
  section.copy(file, offset);
  return file;
}

test.each(["pe", "mach-o", "mach-o 32"] as const)("a program of the form %s", (form) => {
  const bytes = objectProgram(form, PACKED);
  for (const size of [1000, 65_536, 300_000]) {
    expect(packagesIn(stream(rustAuditable, "app.exe", bytes, size).facts).map(({ name }) => name)).toEqual([
      "app",
      "serde",
      "cc",
    ]);
  }
  expect(stream(rustAuditable, "app.exe", bytes.subarray(0, 150_010), 4096).facts).toMatchObject([
    { kind: "unread-packages" },
  ]);
  fc.assert(
    fc.property(fc.nat(600), fc.nat(255), (at, value) => {
      const changed = Buffer.from(bytes);
      changed[at] = value;
      expect(() => stream(rustAuditable, "app.exe", changed, 65_536)).not.toThrow();
    }),
    { numRuns: 100 },
  );
});
