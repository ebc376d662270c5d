import { expect, test } from "vitest";
import { CONTEXT, fileEntry, packagesIn, readAll } from "../../testing/fake-file.ts";
import { condaInstalled } from "./installed.ts";

const PATH = "opt/conda/conda-meta/zlib-1.2.13-h166bdaf_4.json";

test("a record of an environment", () => {
  const text = JSON.stringify({
    name: "zlib",
    version: "1.2.13",
    build: "h166bdaf_4",
    subdir: "linux-64",
    license: "Zlib",
    depends: ["libgcc-ng >=12", "libzlib 1.2.13"],
  });
  expect(packagesIn(readAll(condaInstalled, PATH, text))).toMatchObject([
    {
      identity: { purl: "pkg:conda/zlib@1.2.13?build=h166bdaf_4&subdir=linux-64" },
      needs: [["libgcc-ng"], ["libzlib"]],
      licenses: ["Zlib"],
    },
  ]);
});

test("only records in the folder of an environment", () => {
  expect(condaInstalled.wants(fileEntry(PATH), CONTEXT)).toBe(true);
  expect(condaInstalled.wants(fileEntry("conda-meta/a.json"), CONTEXT)).toBe(true);
  expect(condaInstalled.wants(fileEntry("x/not-conda-meta/a.json"), CONTEXT)).toBe(false);
  expect(readAll(condaInstalled, PATH, "[]")).toMatchObject([{ kind: "unread-packages" }]);
});
