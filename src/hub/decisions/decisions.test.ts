import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { buildZip } from "../../testing/zip-builder.ts";
import { matchNext } from "../matching/match-stored.ts";
import { bringAdvisories } from "../testing/advisories.ts";
import { pushOf, type ReportWish } from "../testing/reports.ts";
import { type TestHub, testHub } from "../testing/test-hub.ts";

const day = (n: number, hour = 12) => new Date(`2026-11-${String(n).padStart(2, "0")}T${hour}:00:00Z`);
const HOLE = "lodash@4.17.20 CVE-2021-23337";
const WITH_HOLE = { packages: ["lodash@4.17.20"], findings: [HOLE] };

const folder = temporaryFolder();
let hub: TestHub;
let [admin, developer, approver, gate, deployer] = ["", "", "", "", ""];
let images = 0;

beforeAll(async () => {
  hub = await testHub({ dataDirectory: await bringAdvisories(buildZip, folder.path, ["MAL-7 right-pad"], day(2)) });
  admin = await hub.key("admin");
  developer = await hub.key("developer");
  approver = await hub.key("approver");
  gate = await hub.key("gate");
  deployer = await hub.key("deployer");
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

/** Pushes a look at a lineage of the test's own. */
async function push(name: string, wish: ReportWish) {
  hub.setNow(day(wish.day ?? 1));
  const ref = `registry.example.com/${name}:1`;
  const said = await hub.ask("POST", "/v1/reports", { key: admin, body: pushOf({ ref, ...wish }) });
  if (said.status !== 200) throw new Error(JSON.stringify(said.body));
  return said.body;
}

const fresh = () => `sha256:${String(++images).padStart(64, "0")}`;

async function decide(image: string, environment = "prod", key = gate) {
  const said = await hub.ask("POST", "/v1/decisions", { key, body: { environment, digest: image } });
  if (said.status !== 200) throw new Error(JSON.stringify(said.body));
  return said.body;
}

async function waive(wish: object, requester = developer) {
  return await hub.ask("POST", "/v1/waivers", {
    key: requester,
    body: { reason: "shielded by the gateway until then", until: day(20).toISOString(), ...wish },
  });
}

const approve = (id: number, key = approver) =>
  hub.ask("POST", `/v1/waivers/${id}/decision`, { key, body: { decision: "approve" } });

test("a clean image passes; one with a hole is refused, waived by another's word, and refused again when that ends", async () => {
  const [clean, holed] = [fresh(), fresh()];
  await push("clean", { packages: ["left-pad@1.0.0"], digest: clean });
  expect(await decide(clean)).toMatchObject({ admitted: true, policy: "prod@0", reasons: [], until: null });

  const { lineage } = await push("holed", { ...WITH_HOLE, digest: holed });
  const refused = await decide(holed);
  expect(refused).toMatchObject({
    admitted: false,
    reasons: [{ kind: "finding", text: /CVE-2021-23337/ }].map(({ kind, text }) => ({
      kind,
      text: expect.stringMatching(text),
      remedy: expect.stringContaining("Mend"),
    })),
  });

  const { body: waiver } = await waive({ kind: "hole", about: "CVE-2021-23337", lineage });
  expect(waiver).toMatchObject({ state: "requested", inForce: false });
  expect((await decide(holed)).admitted).toBe(false);
  expect(await approve(waiver.id)).toMatchObject({ status: 200, body: { state: "approved", inForce: true } });
  expect(await decide(holed)).toMatchObject({ admitted: true, waivers: [waiver.id], until: day(20).toISOString() });

  hub.setNow(day(20));
  await push("holed", { ...WITH_HOLE, digest: holed, day: 20 });
  hub.setNow(new Date(day(20).getTime() + 1));
  expect((await decide(holed)).admitted).toBe(false);
});

test.each([
  ["never looked at", undefined, "never-seen"],
  ["an analyzer was killed", { partial: ["advisories/known"] }, "partly-seen"],
  ["an analyzer did not run", { without: ["secrets/credentials"] }, "not-seen"],
] as const)("refused: %s", async (_, wish, kind) => {
  const image = fresh();
  if (wish !== undefined) await push(`refused-${images}`, { ...wish, digest: image });
  expect(await decide(image)).toMatchObject({ admitted: false, reasons: [{ kind }] });
});

test("refused: the last look is too old", async () => {
  const image = fresh();
  await push("old", { digest: image });
  hub.setNow(day(9));
  expect((await decide(image)).reasons.map(({ kind }: { kind: string }) => kind)).toEqual(["stale", "stale", "stale"]);
});

test("an environment that counts only what is new lets through what runs there already, and nothing more", async () => {
  hub.setNow(day(1));
  const body = { onlyNew: true, failOn: "low", rooms: ["advisories"] };
  const set = await hub.ask("PUT", "/v1/environments/staging", { key: admin, body });
  expect(set.body).toMatchObject({ name: "staging", version: 1, failOn: "low" });
  expect(await hub.ask("PUT", "/v1/environments/staging", { key: developer, body })).toMatchObject({ status: 403 });
  const [one, two, three] = [fresh(), fresh(), fresh()];
  await push("moving", { ...WITH_HOLE, digest: one });
  expect(await decide(one, "staging")).toMatchObject({ admitted: false, policy: "staging@1" });
  const deploy = { environment: "staging", digest: one, key: "deploy-0001" };
  const recorded = await hub.ask("POST", "/v1/deployments", { key: deployer, body: deploy });
  expect(recorded).toMatchObject({ status: 201, body: { unaccepted: 1, policy: "staging@1" } });
  await push("moving", { ...WITH_HOLE, digest: two, day: 2 });
  expect(await decide(two, "staging")).toMatchObject({ admitted: true });
  await push("moving", { packages: ["lodash@4.17.20"], findings: [HOLE, "secret abc"], digest: three, day: 3 });
  expect(await decide(three, "staging")).toMatchObject({
    admitted: false,
    reasons: [{ text: expect.stringContaining("secret") }],
  });
});

test("of an older image counts what was found in it, and what was learned since of its components", async () => {
  const [old, newer] = [fresh(), fresh()];
  await push("history", { packages: ["lodash@4.17.20", "right-pad@1.0.0"], findings: [HOLE], digest: old });
  await push("history", { packages: ["lodash@4.17.21"], digest: newer, day: 2 });
  expect((await decide(newer)).admitted).toBe(true);
  while (await matchNext(hub.hub)) {
    // until all is matched
  }
  const texts = (await decide(old)).reasons.map(({ text }: { text: string }) => text);
  expect(texts).toEqual([expect.stringContaining("CVE-2021-23337"), expect.stringContaining("MAL-7")]);
});

test("nobody approves what they asked for: by the endpoint, by the database, or through a key of their own making", async () => {
  hub.setNow(day(1));
  const two = await hub.ask("POST", "/v1/keys", { key: admin, body: { name: "mine", role: "approver" } });
  const { body: byAdmin } = await waive({ kind: "hole", about: "CVE-1" }, admin);
  expect(await approve(byAdmin.id, two.body.key)).toMatchObject({ status: 403, body: { code: "waivers/same-eyes" } });
  expect(await approve(byAdmin.id, developer)).toMatchObject({ status: 403, body: { code: "auth/refused" } });
  expect(await approve(byAdmin.id, admin)).toMatchObject({ status: 403 });
  const direct = sql`update waiver set state = 'approved', decided_by = requested_by, decided_at = now()
    where id = ${byAdmin.id}`.execute(hub.database);
  await expect(direct).rejects.toThrow(/waiver_needs_four_eyes/);
  const longer = sql`update waiver set until = until + interval '1 day' where id = ${byAdmin.id}`.execute(hub.database);
  await expect(longer).rejects.toThrow(/never changed/);
  expect(await approve(byAdmin.id)).toMatchObject({ status: 200 });
  expect(await approve(byAdmin.id)).toMatchObject({ status: 409 });
  const revoked = { key: approver, body: { decision: "revoke" } };
  expect(await hub.ask("POST", `/v1/waivers/${byAdmin.id}/decision`, revoked)).toMatchObject({
    body: { state: "revoked", inForce: false },
  });
});

test.each([
  ["no end", { kind: "hole", about: "CVE-1", until: undefined }],
  ["an end that is past", { kind: "hole", about: "CVE-1", until: "2026-10-01T00:00:00Z" }],
  ["an end in two years", { kind: "hole", about: "CVE-1", until: "2028-11-01T00:00:00Z" }],
  ["no reason", { kind: "hole", about: "CVE-1", reason: "because" }],
  ["nothing that it is about", { kind: "hole" }],
  ["a finding of no lineage", { kind: "finding", about: "abc" }],
])("a waiver with %s is none", async (_, wish) => {
  hub.setNow(day(1));
  expect(await waive(wish)).toMatchObject({ status: 400 });
});

test("another team's waivers are not seen, not decided and cover nothing here", async () => {
  hub.setNow(day(1));
  const [mine, theirs] = [await hub.team("mine"), await hub.team("theirs")];
  const image = fresh();
  const ref = "registry.example.com/teamed:1";
  await hub.ask("POST", "/v1/reports", {
    key: admin,
    body: { ...pushOf({ ...WITH_HOLE, ref, digest: image }), team: mine },
  });
  const { body: foreign } = await waive({ kind: "hole", about: "CVE-2021-23337" }, await hub.key("developer", theirs));
  expect(foreign.team).toBe(theirs);
  expect(await approve(foreign.id, await hub.key("approver", mine))).toMatchObject({ status: 404 });
  expect(await approve(foreign.id)).toMatchObject({ status: 200 });
  expect((await decide(image)).admitted).toBe(false);
  const seen = await hub.ask("GET", "/v1/waivers", { key: await hub.key("viewer", mine) });
  expect(seen.body.items.map(({ team }: { team: string }) => team)).not.toContain(theirs);
  expect(await decide(image, "prod", await hub.key("gate", theirs))).toMatchObject({
    reasons: [{ kind: "never-seen" }],
  });
});

test("a deployment is recorded once, with what was known; the share of knowingly vulnerable ones is told", async () => {
  const image = fresh();
  await push("shipped", { ...WITH_HOLE, digest: image });
  const body = { environment: "live", digest: image, key: "pipeline-4711" };
  const first = await hub.ask("POST", "/v1/deployments", { key: deployer, body });
  expect(first).toMatchObject({ status: 201, body: { unaccepted: 1, environment: "live" } });
  expect((await hub.ask("POST", "/v1/deployments", { key: deployer, body })).body).toEqual(first.body);
  const other = { ...body, digest: fresh() };
  expect(await hub.ask("POST", "/v1/deployments", { key: deployer, body: other })).toMatchObject({ status: 409 });
  const spooled = { ...other, key: "pipeline-4712", at: day(1, 10).toISOString() };
  expect(await hub.ask("POST", "/v1/deployments", { key: deployer, body: spooled })).toMatchObject({
    body: { unaccepted: null, at: day(1, 10).toISOString() },
  });
  expect(
    await hub.ask("POST", "/v1/deployments", { key: gate, body: { ...body, key: "pipeline-4713" } }),
  ).toMatchObject({ status: 403 });
  const share = await hub.ask("GET", "/v1/deployments/share?environment=live", { key: developer });
  expect(share.body).toEqual({ deployments: 2, withUnaccepted: 1, neverLookedAt: 1 });
  expect((await hub.ask("GET", "/v1/deployments?environment=live", { key: developer })).body.items.length).toBe(2);
  for (const table of ["decision", "deployment"])
    await expect(sql`update ${sql.table(table)} set actor = 'x'`.execute(hub.database)).rejects.toThrow(/written once/);
});

test("a clean report under another name does not make an image clean", async () => {
  const image = fresh();
  await push("honest", { ...WITH_HOLE, digest: image });
  await push("forged", { digest: image, day: 2 });
  expect(await decide(image)).toMatchObject({
    admitted: false,
    reasons: [{ text: expect.stringContaining("CVE-2021-23337") }],
  });
  const named = { environment: "prod", digest: image, name: "registry.example.com/forged" };
  expect((await hub.ask("POST", "/v1/decisions", { key: gate, body: named })).body.admitted).toBe(true);
});
