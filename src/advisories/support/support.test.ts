import { expect, test } from "vitest";
import { Configuration } from "../../core/configuration.ts";
import { advisories } from "../index.ts";
import { component } from "../testing/house.ts";
import { releaseSupport } from "./release-support.ts";
import { SUPPORT } from "./releases.ts";

const NOW = new Date("2026-11-24T00:00:00Z");

const deb = (distribution: string) => component("deb", "x", "1", { distribution });

test.each([
  ["Debian 12", deb("debian:12"), "2026-07-11"],
  ["Ubuntu 22.04", deb("ubuntu:22.04"), "2027-04-01"],
  ["Alpine 3.18", component("apk", "x", "1", { distribution: "alpine:3.18" }), "2025-05-09"],
  ["Red Hat Enterprise Linux 7", component("rpm", "x", "1", { distribution: "rhel:7.9" }), "2024-06-30"],
  ["Node.js 16", component("generic", "node", "16.20.2"), "2023-09-11"],
  ["Python 3.8", component("generic", "python", "3.8.1"), "2024-10-07"],
  ["OpenJDK (Temurin builds) 8", component("generic", "openjdk", "1.8.0_312"), undefined],
  ["OpenSSL 1.1.1", component("generic", "openssl", "1.1.1w"), "2023-09-11"],
  ["Go 1.20", component("golang", "stdlib", "1.20.3"), undefined],
  [".NET 6", component("nuget", "Microsoft.NETCore.App.Runtime.linux-x64", "6.0.1"), "2024-11-12"],
  ["PostgreSQL 11", component("docker", "library/postgres", "11.2-alpine"), "2023-11-09"],
])("%s is told apart", (name, one, until) => {
  const [fact] = releaseSupport([one], NOW);
  expect(`${fact?.product} ${fact?.release}`).toBe(name);
  if (until !== undefined) expect(fact?.until).toBe(until);
});

test.each([
  [component("generic", "node", "160.0.0")],
  [component("generic", "unheard-of", "1.0")],
  [component("generic", "constructor", "1.0")],
  [component("generic", "node", "16.20.2", { ownedBy: "pkg:deb/debian/nodejs@16" })],
  [component("npm", "node", "16.20.2")],
  [component("docker", "team/node", "16")],
  [component("docker", "node", "latest")],
  [deb("debian")],
])("%j is none that the table knows", (one) => {
  expect(releaseSupport([one], NOW)).toEqual([]);
});

test("every row has an end, and the newest stands first", () => {
  for (const { releases } of SUPPORT.values()) {
    expect(releases.length).toBeGreaterThan(0);
    for (const row of releases) expect(row).toMatch(/^[\d.]+ \d{4}-\d{2}-\d{2}(?: \d{4}-\d{2}-\d{2})?$/);
  }
});

test("a release past its support is one finding for all its packages, needs no database, and says where to go", async () => {
  const components = [deb("debian:10"), deb("debian:10"), component("docker", "node", "16-slim")];
  const outcome = await advisories
    .find(({ id }) => id === "advisories/support")
    ?.analyze({
      facts: { of: (kind: string) => (kind === "component" ? components.map((one) => ({ component: one })) : []) },
      now: NOW,
      configuration: Configuration.parse({}),
    } as never);
  expect(outcome?.findings.map(({ title, severity, fix }) => [severity, title, fix?.summary])).toEqual([
    ["high", "Debian 10 is out of support since 2024-06-30", "Move to Debian 13, until 2028-08-09."],
    ["high", "Node.js 16 is out of support since 2023-09-11", "Move to Node.js 26, until 2029-04-30."],
  ]);
});
