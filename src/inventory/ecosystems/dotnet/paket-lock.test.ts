import { expect, test } from "vitest";
import { readAll } from "../../testing/fake-file.ts";
import { edgesIn, listing, restOf } from "../../testing/listing.ts";
import { paketLock } from "./paket-lock.ts";

const LOCK = `STORAGE: NONE
RESTRICTION: == net6.0
NUGET
  remote: https://api.nuget.org/v3/index.json
    Argu (6.1.1)
      FSharp.Core (>= 4.3.2)
      System.Configuration.ConfigurationManager (>= 4.4)
    FSharp.Core (4.7) - restriction: >= netstandard2.0
GITHUB
  remote: owner/project
    src/file.fs (0123456789abcdef0123456789abcdef01234567)

GROUP Build
NUGET
  remote: https://api.nuget.org/v3/index.json
    FSharp.Core (6.0.5-beta.1)
`;

test("packages of all groups, with edges inside of each", () => {
  const facts = readAll(paketLock, "paket.lock", LOCK);
  expect(listing(facts)).toEqual([
    "pkg:nuget/Argu@6.1.1:5",
    "pkg:nuget/FSharp.Core@4.7:8",
    "pkg:nuget/FSharp.Core@6.0.5-beta.1:16",
  ]);
  expect(edgesIn(facts)).toEqual(["Argu@6.1.1 > FSharp.Core@4.7"]);
  expect(restOf(facts)).toEqual(["withoutVersion:11 locked to a commit, without a version"]);
});

test("a conflict that was left in the file is said with its line", () => {
  expect(restOf(readAll(paketLock, "paket.lock", `<<<<<<< HEAD\n${LOCK}`))[1]).toBe(
    "unread:1 1 line(s) of the lock file are not as Paket writes them",
  );
});
