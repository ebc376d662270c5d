import { expect, test } from "vitest";
import { buildZip } from "../../testing/zip-builder.ts";
import { importAdvisories } from "../index.ts";
import { OsvRecord } from "../osv/schema.ts";
import { openStore } from "../store/read.ts";
import { house, NOW, record } from "../testing/house.ts";
import { answerBatch, answerQuery } from "./answer-query.ts";

const here = house(buildZip);

async function store() {
  const vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N";
  here.feed("npm", [
    record("GHSA-1", "npm", "@a/b", [{ introduced: "1.0.0" }, { fixed: "2.0.0" }], {
      aliases: ["CVE-2026-1000"],
      published: "2025-12-01T00:00:00Z",
      severity: [{ type: "CVSS_V3", score: vector }],
      references: [{ type: "WEB", url: "https://example.com/1" }],
    }),
    record("GHSA-2", "npm", "@a/b", [{ introduced: "0" }], { withdrawn: "2026-02-01T00:00:00Z" }),
    record("MAL-1", "npm", "bad", [{ introduced: "0" }]),
  ]);
  here.feed("Debian", [record("DSA-1", "Debian:12", "openssl", [{ introduced: "0" }, { fixed: "3.0.9-2" }])]);
  await importAdvisories([`${here.folder}/feeds`], here.data, NOW);
  const opened = openStore(here.data);
  if (opened === undefined) throw new Error("no store");
  return opened;
}

test("a question is answered with whole records, in OSV's form", async () => {
  const opened = await store();
  const answer = answerQuery({ package: { ecosystem: "npm", name: "@a/b" }, version: "1.2.0" }, opened);
  expect(answer).toMatchObject({
    vulns: [
      {
        id: "GHSA-1",
        modified: "2026-01-01T00:00:00Z",
        published: "2025-12-01T00:00:00Z",
        aliases: ["CVE-2026-1000"],
        summary: "A hole in @a/b",
        severity: [{ type: "CVSS_V3" }],
        affected: [
          {
            package: { ecosystem: "npm", name: "@a/b" },
            ranges: [{ type: "SEMVER", events: [{ introduced: "1.0.0" }, { fixed: "2.0.0" }] }],
          },
        ],
        references: [{ type: "WEB", url: "https://example.com/1" }],
      },
    ],
  });
  for (const one of "vulns" in answer ? (answer.vulns ?? []) : []) expect(OsvRecord.safeParse(one).success).toBe(true);
  opened.close();
});

test.each([
  [{ package: { ecosystem: "npm", name: "@a/b" }, version: "2.0.0" }, []],
  [{ package: { ecosystem: "npm", name: "@a/b" } }, ["GHSA-1"]],
  [{ package: { purl: "pkg:npm/%40a/b@1.0.0" } }, ["GHSA-1"]],
  [{ package: { purl: "pkg:npm/%40a/b" }, version: "1.0.0" }, ["GHSA-1"]],
  [{ package: { purl: "pkg:npm/bad@9.9.9" } }, ["MAL-1"]],
  [{ package: { purl: "pkg:deb/debian/openssl@3.0.9-1?distro=debian-12" } }, ["DSA-1"]],
  [{ package: { ecosystem: "Debian:12", name: "openssl" }, version: "3.0.9-2" }, []],
  [{ package: { ecosystem: "npm", name: "constructor" }, version: "1.0.0" }, []],
  [{ package: { ecosystem: "npm", name: "@a/b" }, version: "latest" }, []],
])("%j: %j", async (query, ids) => {
  const opened = await store();
  const answer = answerQuery(query, opened);
  expect("vulns" in answer ? answer.vulns?.map(({ id }) => id) : []).toEqual(ids);
  const batch = answerBatch({ queries: [query] }, opened);
  const [first] = "results" in batch ? batch.results : [];
  expect(first?.vulns?.map(({ id }) => id) ?? []).toEqual(ids);
  opened.close();
});

test.each([
  [null],
  [[]],
  [{}],
  [{ version: "1" }],
  [{ commit: "6879efc2c1596d11a6a6ad296f80063b558d5e0f" }],
  [{ package: { name: "x" } }],
  [{ package: { purl: "pkg:npm/x", name: "x" } }],
  [{ package: { purl: "nonsense" } }],
  [{ package: { purl: "pkg:npm/x@1" }, version: "2" }],
  [{ package: { ecosystem: "npm", name: "x".repeat(600) } }],
])("%j is no question that can be answered", async (query) => {
  const opened = await store();
  expect(answerQuery(query, opened)).toMatchObject({ code: 3 });
  expect(answerBatch({ queries: [query] }, opened)).toMatchObject({ code: 3 });
  opened.close();
});
