import { expect, test } from "vitest";
import { readAll } from "../../testing/fake-file.ts";
import { dpkgOwnedFiles } from "./owned-files.ts";

test("keeps only the paths that may hold another package", () => {
  const list = `/.
/usr
/usr/bin
/usr/bin/tool
/usr/lib/python3/dist-packages/x-1.0.dist-info
/usr/lib/python3/dist-packages/x-1.0.dist-info/METADATA
/usr/share/doc/tool
/usr/share/doc/tool/copyright
/usr/share/nodejs/y/package.json
/usr/lib/libtool.so.1
`;
  expect(readAll(dpkgOwnedFiles, "var/lib/dpkg/info/tool:amd64.list", list)).toMatchObject([
    {
      owner: "tool:amd64",
      files: [
        { path: "usr/bin/tool" },
        { path: "usr/lib/python3/dist-packages/x-1.0.dist-info/METADATA" },
        { path: "usr/share/nodejs/y/package.json" },
      ],
    },
  ]);
});

test("checksums name the files, too, and how they are known again", () => {
  const sums = "0cc175b9c0f1b6a831c399e269772661  usr/share/nodejs/y/package.json\nnot a checksum\n";
  expect(readAll(dpkgOwnedFiles, "var/lib/dpkg/status.d/tool.md5sums", sums)).toMatchObject([
    {
      owner: "tool",
      files: [{ path: "usr/share/nodejs/y/package.json", sum: "md5:0cc175b9c0f1b6a831c399e269772661" }],
    },
  ]);
});
