import { expect, test } from "vitest";
import { parseReference, readReference, writeReference } from "./reference.ts";

const D = `sha256:${"a".repeat(64)}`;

test.each([
  ["alpine", "docker.io/library/alpine:latest"],
  ["alpine:3.20", "docker.io/library/alpine:3.20"],
  ["owner/name", "docker.io/owner/name:latest"],
  ["docker.io/alpine", "docker.io/library/alpine:latest"],
  ["index.docker.io/owner/name:1", "docker.io/owner/name:1"],
  ["ghcr.io/o/r", "ghcr.io/o/r:latest"],
  ["localhost/x", "localhost/x:latest"],
  ["localhost:5000/a/b/c:v1", "localhost:5000/a/b/c:v1"],
  ["[::1]:5000/x", "[::1]:5000/x:latest"],
  [`alpine@${D}`, `docker.io/library/alpine@${D}`],
  [`registry.example.com:5000/a:1@${D}`, `registry.example.com:5000/a:1@${D}`],
  ["a__b/c--d.e", "docker.io/a__b/c--d.e:latest"],
])("%s is %s", (text, whole) => {
  expect(writeReference(readReference(text))).toBe(whole);
});

test.each([
  "",
  "Upper",
  "a/",
  "/a",
  "a//b",
  "a:",
  "a@sha256:12",
  "a@md5:x",
  "-a",
  "a b",
  "../a",
  "x.y/",
  "a..b",
  "a".repeat(600),
])("%j is none", (text) => {
  expect(parseReference(text)).toBeUndefined();
});
