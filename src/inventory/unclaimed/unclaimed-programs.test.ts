import { expect, test } from "vitest";
import { assemble } from "../assembly/assemble.ts";
import { pythonRecord } from "../ecosystems/python/record.ts";
import type { InventoryFact } from "../facts.ts";
import { READERS } from "../readers.ts";
import { CONTEXT, fakeFile, fileEntry, readAll, stream } from "../testing/fake-file.ts";
import { programHeads } from "./program-heads.ts";

const ELF = Buffer.concat([Buffer.from("\x7fELF", "latin1"), Buffer.alloc(4096)]);

/** What every reader takes from files that may all be run. */
function readPrograms(files: Record<string, string | Uint8Array>) {
  const facts = Object.entries(files).flatMap(([path, content]): InventoryFact[] => {
    const file = fakeFile(path, content);
    const entry = { ...file.entry, mode: 0o755 };
    return READERS.filter((reader) => reader.wants(entry, CONTEXT)).flatMap((reader) => {
      if ("read" in reader) return [...reader.read({ ...file, entry }, CONTEXT)] as InventoryFact[];
      const reading = reader.open(entry, file.place, CONTEXT);
      reading.push(file.bytes);
      return [...reading.end()] as InventoryFact[];
    });
  });
  const of = <F extends InventoryFact>(kind: F["kind"]) => facts.filter((fact): fact is F => fact.kind === kind);
  return assemble({
    packages: of("package"),
    ownedFiles: of("owned-files"),
    licenses: of("package-licenses"),
    distributions: of("distribution"),
    programs: of("program"),
    claimedFiles: of("claimed-files"),
    layerIndex: () => 0,
  }).unclaimed;
}

test("a program is somebody's by a database, a record, a package's folder or what it says of itself", () => {
  const { programs, unclaimed, bytes, largest } = readPrograms({
    "var/lib/dpkg/status": "Package: tool\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\n\n",
    "var/lib/dpkg/info/tool.list": "/.\n/usr/bin/tool\n/usr/bin/perl5.36.0\n",
    "usr/bin/tool": ELF,
    "usr/bin/perl5.36.0": ELF,
    "usr/bin/tool2": ELF,
    "app/node_modules/esbuild/package.json": '{"name":"esbuild","version":"0.1.0"}',
    "app/node_modules/esbuild/bin/esbuild": ELF,
    "usr/lib/python3/site-packages/ruff-1.0.dist-info/METADATA": "Name: ruff\nVersion: 1.0\n\n",
    "usr/lib/python3/site-packages/ruff-1.0.dist-info/RECORD": "../../../bin/ruff,sha256=x,12\n",
    "usr/bin/ruff": ELF,
    "opt/stranger": Buffer.concat([ELF, ELF]),
    "opt/script": `#!/bin/sh\n${"#".repeat(2000)}`,
  });
  expect({ programs, unclaimed, bytes }).toEqual({ programs: 6, unclaimed: 2, bytes: 3 * ELF.length });
  expect(largest.map(({ at }) => at.path)).toEqual(["opt/stranger", "usr/bin/tool2"]);
});

test("ten are named, however many there are", () => {
  const files = Array.from({ length: 30 }, (_, n) => [`opt/${String(n).padStart(2, "0")}`, ELF] as const);
  const { unclaimed, largest } = readPrograms(Object.fromEntries(files));
  expect([unclaimed, largest.length, largest[0]?.at.path]).toEqual([30, 10, "opt/00"]);
});

test.each([
  ["ELF", "ELF", Buffer.from("7f454c46", "hex")],
  ["a program of Windows", "PE", Buffer.from("4d5a9000", "hex")],
  ["Mach-O of a Mac", "Mach-O", Buffer.from("cffaedfe", "hex")],
  ["a script", undefined, Buffer.from("#!/bin/sh\n")],
  ["three bytes", undefined, Buffer.from("7f454c", "hex")],
])("%s", (_, format, content) => {
  const { facts, taken } = stream(programHeads, "usr/bin/it", content, 1);
  expect(facts.map((fact) => (fact.kind === "program" ? fact.format : fact.kind))).toEqual(
    format === undefined ? [] : [format],
  );
  expect(taken).toBeLessThanOrEqual(4);
});

test.each([
  ["usr/bin/it", 0o755, true],
  ["usr/bin/it", 0o644, false],
  ["app/it.exe", 0o644, true],
  ["usr/lib/libc.so.6", 0o755, false],
  ["app/addon.node", 0o755, false],
])("%s with mode %o is asked about: %s", (path, mode, wanted) => {
  expect(programHeads.wants(fileEntry(path, 4096, mode), CONTEXT)).toBe(wanted);
});

test("RECORD names programs wherever they went, and none outside the root", () => {
  const lines = ["../../../bin/ruff,sha256=a,1", "../../../../../../etc/x,,", "ruff/__init__.py,,", "tool/tool.exe,,"];
  const facts = readAll(pythonRecord, "usr/lib/python3/site-packages/ruff-1.dist-info/RECORD", lines.join("\n"));
  expect(facts).toMatchObject([{ paths: ["usr/bin/ruff", "usr/lib/python3/site-packages/tool/tool.exe"] }]);
});
