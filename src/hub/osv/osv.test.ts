import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { importAdvisories } from "../../scan/advisory-data.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { buildZip } from "../../testing/zip-builder.ts";
import { NOW, type TestHub, testHub } from "../testing/test-hub.ts";

const folder = temporaryFolder();
let hub: TestHub;
let key: string;

async function bring(id: string, name: string): Promise<void> {
  const events = [{ introduced: "0" }, { fixed: "2.0.0" }];
  const affected = [{ package: { ecosystem: "npm", name }, ranges: [{ type: "SEMVER", events }] }];
  const record = { id, modified: "2026-01-01T00:00:00Z", summary: `A hole in ${name}`, affected };
  const path = join(folder.path, id, "npm");
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "all.zip"), buildZip({ [`${id}.json`]: JSON.stringify(record) }));
  await importAdvisories([join(folder.path, id)], join(folder.path, "data"), NOW);
}

beforeAll(async () => {
  await bring("GHSA-1", "left-pad");
  hub = await testHub({ dataDirectory: join(folder.path, "data") });
  key = await hub.key("scanner");
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const question = (name: string, version: string) => ({ package: { ecosystem: "npm", name }, version });

test("answers as OSV's service does: whole records, ids in batches, one record", async () => {
  const one = await hub.ask("POST", "/v1/query", { key, body: question("left-pad", "1.0.0") });
  expect(one).toMatchObject({
    status: 200,
    body: { vulns: [{ id: "GHSA-1", summary: "A hole in left-pad", affected: [{ package: { name: "left-pad" } }] }] },
  });
  expect((await hub.ask("POST", "/v1/query", { key, body: question("left-pad", "2.0.0") })).body).toEqual({});
  const body = { queries: [question("left-pad", "1.0.0"), question("right-pad", "1.0.0")] };
  expect((await hub.ask("POST", "/v1/querybatch", { key, body })).body).toEqual({
    results: [{ vulns: [{ id: "GHSA-1", modified: "2026-01-01T00:00:00Z" }] }, {}],
  });
  expect(await hub.ask("GET", "/v1/vulns/GHSA-1", { key })).toMatchObject({ status: 200, body: { id: "GHSA-1" } });
});

test.each([
  ["POST", "/v1/query", {}, 400, 3],
  ["POST", "/v1/query", { package: { purl: "nonsense" } }, 400, 3],
  ["POST", "/v1/query", { package: 7 }, 400, 3],
  ["POST", "/v1/query", "{", 400, 3],
  ["POST", "/v1/querybatch", { queries: Array.from({ length: 1_001 }, () => question("a", "1")) }, 400, 3],
  ["GET", "/v1/vulns/GHSA-9", undefined, 404, 5],
  ["GET", "/v1/vulns/constructor", undefined, 404, 5],
] as const)("%s %s %j: refused in OSV's form", async (method, url, body, status, code) => {
  const headers = { "content-type": "application/json" };
  const said = await hub.ask(method, url, { key, ...(body !== undefined && { body, headers }) });
  expect(said).toMatchObject({ status, body: { code, message: expect.any(String) } });
  expect(Object.keys(said.body).sort()).toEqual(["code", "message"]);
});

test("asks for a key, and says so in OSV's form", async () => {
  const said = await hub.ask("POST", "/v1/query", { body: question("left-pad", "1.0.0") });
  expect(said).toMatchObject({ status: 401, body: { code: 16 }, headers: { "www-authenticate": "Bearer" } });
  const deployer = await hub.key("deployer");
  const refused = await hub.ask("POST", "/v1/query", { key: deployer, body: question("left-pad", "1.0.0") });
  expect(refused).toMatchObject({ status: 403, body: { code: 7 } });
});

test("a newer database answers as soon as it is there; without one, nothing is said to be clean", async () => {
  await bring("GHSA-2", "right-pad");
  const said = await hub.ask("POST", "/v1/query", { key, body: question("right-pad", "1.0.0") });
  expect(said.body.vulns).toMatchObject([{ id: "GHSA-2" }]);
  await using bare = await testHub();
  const silent = { key: await bare.key("viewer"), body: question("left-pad", "1.0.0") };
  expect(await bare.ask("POST", "/v1/query", silent)).toMatchObject({ status: 503, body: { code: 14 } });
});
