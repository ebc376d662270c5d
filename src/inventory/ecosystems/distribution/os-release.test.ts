import { expect, test } from "vitest";
import { readAll } from "../../testing/fake-file.ts";
import { osRelease } from "./os-release.ts";

test.each([
  ['NAME="Debian GNU/Linux"\nID=debian\nVERSION_ID="12"\n', { id: "debian", version: "12" }],
  ["ID='alpine'\r\nVERSION_ID=3.20.3\r\n", { id: "alpine", version: "3.20.3" }],
  ["ID=debian\nVERSION_CODENAME=sid\n", { id: "debian", version: "sid" }],
  ["# ID=no\nID=arch\n", { id: "arch" }],
])("%j", (text, distribution) => {
  expect(readAll(osRelease, "etc/os-release", text)).toEqual([
    { kind: "distribution", at: { path: "etc/os-release" }, ...distribution },
  ]);
});

test("without an ID it says nothing about the system, and that is said", () => {
  expect(readAll(osRelease, "etc/os-release", "NAME=x\n")).toMatchObject([{ kind: "unread-packages" }]);
});
