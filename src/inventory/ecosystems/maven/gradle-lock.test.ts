import { expect, test } from "vitest";
import { CONTEXT, fileEntry, readAll } from "../../testing/fake-file.ts";
import { listing, restOf } from "../../testing/listing.ts";
import { gradleLock } from "./gradle-lock.ts";

test("artifacts, and what the names of the configurations tell", () => {
  const text = `# This is a Gradle generated file
com.google.guava:guava:32.1.3-jre=compileClasspath,runtimeClasspath,testRuntimeClasspath
junit:junit:4.13.2=testCompileClasspath,testRuntimeClasspath
org.x:y:1=detekt
<<<<<<< HEAD
empty=annotationProcessor
`;
  const facts = readAll(gradleLock, "gradle.lockfile", text);
  expect(listing(facts)).toEqual([
    "pkg:maven/com.google.guava/guava@32.1.3-jre:2 production",
    "pkg:maven/junit/junit@4.13.2:3 development",
    "pkg:maven/org.x/y@1:4",
  ]);
  expect(restOf(facts)).toEqual(["unread:5 a line of the lock file is not as Gradle writes it"]);
  expect(gradleLock.wants(fileEntry("a/buildscript-gradle.lockfile"), CONTEXT)).toBe(true);
  expect(gradleLock.wants(fileEntry("a/my-gradle.lockfile"), CONTEXT)).toBe(false);
});
