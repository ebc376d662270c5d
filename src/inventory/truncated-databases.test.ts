import { expect, test } from "vitest";
import { buildZip } from "../testing/zip-builder.ts";
import { apkInstalled } from "./ecosystems/apk/installed.ts";
import { dpkgStatus } from "./ecosystems/dpkg/status.ts";
import { javaArchive } from "./ecosystems/maven/archive.ts";
import { rpmInstalled } from "./ecosystems/rpm/installed.ts";
import { buildBerkeley, buildHeader, buildNdb, buildSqlite } from "./ecosystems/rpm/testing/databases.ts";
import type { InventoryFact } from "./facts.ts";
import { packagesIn, readAll, stream } from "./testing/fake-file.ts";
import { listing } from "./testing/listing.ts";

const STEP = 1024;
const NUMBERS = Array.from({ length: 120 }, (_, number) => number);

const STATUS = NUMBERS.map(
  (number) =>
    `Package: tool${number}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.${number}.1234-5+deb12u6\nDepends: libc6 (>= 2.34), tool${number - 1}\nDescription: one of many\n with more to say\n\n`,
).join("");
const APK = NUMBERS.map(
  (number) =>
    `C:Q1${"A".repeat(26)}=\nP:tool${number}\nV:1.${number}.1234-r5\nA:x86_64\nL:MIT\nD:so:libc.musl-x86_64.so.1\nF:usr/bin\nR:tool${number}\nZ:Q1${"B".repeat(26)}=\n\n`,
).join("");
const HEADERS = NUMBERS.map((number) =>
  buildHeader({ 1000: `tool${number}`, 1001: `1.${number}`, 1002: "1", 1014: "MIT ".repeat(number), 1022: "noarch" }),
);
const JAR = buildZip(
  Object.fromEntries(
    NUMBERS.map((number) => [
      `META-INF/maven/com.example/lib${number}/pom.properties`,
      `groupId=com.example\nartifactId=lib${number}\nversion=1.${number}\n`,
    ]),
  ),
);

const DATABASES: readonly (readonly [string, Buffer, (bytes: Buffer) => InventoryFact[]])[] = [
  ["dpkg", Buffer.from(STATUS), (bytes) => readAll(dpkgStatus, "var/lib/dpkg/status", bytes)],
  ["apk", Buffer.from(APK), (bytes) => readAll(apkInstalled, "lib/apk/db/installed", bytes)],
  ["RPM in SQLite", buildSqlite(HEADERS), (bytes) => readAll(rpmInstalled, "var/lib/rpm/rpmdb.sqlite", bytes)],
  [
    "RPM in Berkeley DB",
    buildBerkeley(HEADERS.slice(-20)),
    (bytes) => readAll(rpmInstalled, "var/lib/rpm/Packages", bytes),
  ],
  ["RPM in ndb", buildNdb(HEADERS), (bytes) => readAll(rpmInstalled, "var/lib/rpm/Packages.db", bytes)],
  ["a Java archive", JAR, (bytes) => stream(javaArchive, "app.jar", bytes, 700).facts],
];

test.each(DATABASES)("%s, cut off at every kilobyte: the loss is said, and no package is made up", (_, sound, read) => {
  const whole = read(sound);
  const known = new Set(listing(whole).concat(packagesIn(whole).map(({ name, version }) => `${name} ${version}`)));
  expect(whole.filter(({ kind }) => kind === "unread-packages")).toEqual([]);
  for (let end = STEP; end < sound.length; end += STEP) {
    const facts = read(sound.subarray(0, end));
    for (const { name, version } of packagesIn(facts)) expect(known).toContain(`${name} ${version}`);
    const isAtLineEnd = sound[end - 1] === 0x0a; // there nothing tells a cut from an end
    if (!isAtLineEnd)
      expect(facts.filter(({ kind }) => kind === "unread-packages").length, `${end}`).toBeGreaterThan(0);
  }
});
