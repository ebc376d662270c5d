import { expect, test } from "vitest";
import { readAll } from "../../testing/fake-file.ts";
import { edgesIn, listing, restOf } from "../../testing/listing.ts";
import { packageResolved } from "./package-resolved.ts";
import { podfileLock } from "./podfile-lock.ts";

const NIO = "https://github.com/apple/swift-nio.git";

test.each([
  { pins: [{ identity: "swift-nio", kind: "remoteSourceControl", location: NIO, state: { version: "2.62.0" } }] },
  {
    object: {
      pins: [
        { package: "swift-nio", repositoryURL: "git@github.com:apple/swift-nio.git", state: { version: "2.62.0" } },
      ],
    },
  },
])("pins of version %#", (pins) => {
  expect(listing(readAll(packageResolved, "Package.resolved", JSON.stringify(pins)))).toEqual([
    "pkg:swift/github.com/apple/swift-nio@2.62.0",
  ]);
});

test("a pin to a branch has no version; another document is unreadable", () => {
  const pins = { pins: [{ location: NIO, state: { branch: "main", version: null } }] };
  expect(restOf(readAll(packageResolved, "Package.resolved", JSON.stringify(pins)))).toEqual([
    "withoutVersion pinned to a branch or a commit",
  ]);
  expect(restOf(readAll(packageResolved, "Package.resolved", "[]"))).toHaveLength(1);
});

test("pods, of whose parts one package is made", () => {
  const text = `PODS:
  - Firebase/Core (10.0.0):
    - Firebase/CoreOnly
    - GoogleUtilities/Logger (~> 7.8)
  - Firebase/CoreOnly (10.0.0)
  - "GoogleUtilities/Logger (7.11.0)"

DEPENDENCIES:
  - Firebase/Core
  - Own (from \`../own\`)

COCOAPODS: 1.12.0
`;
  const facts = readAll(podfileLock, "ios/Podfile.lock", text);
  expect(listing(facts)).toEqual([
    "pkg:cocoapods/Firebase@10.0.0:2 direct",
    "pkg:cocoapods/GoogleUtilities@7.11.0:6 indirect",
  ]);
  expect(edgesIn(facts)).toEqual(["Firebase@10.0.0 > GoogleUtilities@7.11.0"]);
  expect(restOf(readAll(podfileLock, "Podfile.lock", "PODS:\n  - x\n"))).toHaveLength(1);
});
