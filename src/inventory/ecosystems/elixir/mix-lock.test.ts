import { expect, test } from "vitest";
import { readAll } from "../../testing/fake-file.ts";
import { edgesIn, listing, restOf } from "../../testing/listing.ts";
import { mixLock } from "./mix-lock.ts";

test("packages of Hex with what they need; commits have no version", () => {
  const text = `%{
  "plug": {:hex, :plug, "1.15.2", "94cf", [:mix], [{:mime, "~> 1.0 or ~> 2.0", [hex: :mime, repo: "hexpm", optional: false]}, {:telemetry, "~> 1.0", [hex: :telemetry, repo: "hexpm", optional: false]}], "hexpm", "0273"},
  "mime": {:hex, :mime, "2.0.5", "dc34", [:mix], [], "hexpm", "da05"},
  "own": {:git, "https://example.com/own.git", "abc", []},
  what
}
`;
  const facts = readAll(mixLock, "mix.lock", text);
  expect(listing(facts)).toEqual(["pkg:hex/plug@1.15.2:2", "pkg:hex/mime@2.0.5:3"]);
  expect(edgesIn(facts)).toEqual(["plug@1.15.2 > mime@2.0.5"]);
  expect(restOf(facts)).toEqual([
    "withoutVersion:4 locked to a commit, without a version",
    "unread:5 a line of the lock file is not as Mix writes it",
  ]);
});
