import { expect, test } from "vitest";
import { readAll } from "../../testing/fake-file.ts";
import { edgesIn, listing, restOf } from "../../testing/listing.ts";
import { gemfileLock } from "./gemfile-lock.ts";

const LOCK = `GIT
  remote: https://example.com/rack.git
  revision: abc
  specs:
    rack (3.0.0)

PATH
  remote: .
  specs:
    own (0.1.0)
      rack

GEM
  remote: https://rubygems.org/
  specs:
    nokogiri (1.16.0-x86_64-linux)
      racc (~> 1.4)
    racc (1.7.3)

PLATFORMS
  x86_64-linux

DEPENDENCIES
  nokogiri (~> 1.16)
  own!
  rack!

BUNDLED WITH
   2.4.19
`;

test("gems of others, with platform, edges and what the project asks for", () => {
  const facts = readAll(gemfileLock, "Gemfile.lock", LOCK);
  expect(listing(facts)).toEqual([
    "pkg:gem/rack@3.0.0:5 direct",
    "pkg:gem/nokogiri@1.16.0?platform=x86_64-linux:16 direct",
    "pkg:gem/racc@1.7.3:18 indirect",
  ]);
  expect(edgesIn(facts)).toEqual(["nokogiri@1.16.0 > racc@1.7.3"]);
});

test("a conflict that was left in the file is said with its line", () => {
  expect(restOf(readAll(gemfileLock, "Gemfile.lock", LOCK.replace("PLATFORMS", "<<<<<<< HEAD\nPLATFORMS")))).toEqual([
    "unread:20 1 line(s) of the lock file are not as Bundler writes them",
  ]);
  expect(restOf(readAll(gemfileLock, "Gemfile.lock", ""))).toHaveLength(1);
});
