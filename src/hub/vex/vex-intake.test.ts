import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pushOf } from "../testing/reports.ts";
import { type TestHub, testHub } from "../testing/test-hub.ts";

const DIGEST = `sha256:${"d".repeat(64)}`;
const PRODUCT = `pkg:oci/app@${encodeURIComponent(DIGEST)}`;

let hub: TestHub;
let [mine, theirs, scanner, developer, approver] = ["", "", "", "", ""];
let lineage = 0;

beforeAll(async () => {
  hub = await testHub();
  hub.setNow(new Date("2026-11-30T00:00:00Z"));
  [mine, theirs] = [await hub.team("mine"), await hub.team("theirs")];
  [scanner, developer, approver] = [
    await hub.key("scanner", mine),
    await hub.key("developer", mine),
    await hub.key("approver", mine),
  ];
  const packages = ["a@1.0.0", "b@1.0.0", "c@1.0.0", "bad@1.0.0"];
  const findings = ["a@1.0.0 CVE-1", "b@1.0.0 CVE-2", "c@1.0.0 GHSA-aaaa-bbbb-cccc", "bad@1.0.0 MAL-1"];
  const wish = { ref: "registry.example.com/team/app:1", digest: DIGEST, packages, findings };
  const { body } = await hub.ask("POST", "/v1/reports", { key: scanner, body: pushOf(wish) });
  lineage = body.lineage;
  await sql`update finding_words set rule = 'advisories/malicious-package' where purl like '%/bad@%'`.execute(
    hub.database,
  );
});
afterAll(() => hub[Symbol.asyncDispose]());

interface Wish {
  readonly id?: string;
  readonly author?: string;
  readonly at?: string;
}
type StatementWish = readonly [hole: string, product: unknown, status: string, more?: object];

function openVex(
  statements: readonly StatementWish[],
  { id, author = "Vendor", at = "2026-11-20T00:00:00Z" }: Wish = {},
) {
  return JSON.stringify({
    "@context": "https://openvex.dev/ns/v0.2.0",
    ...(id !== undefined && { "@id": id }),
    author,
    timestamp: at,
    version: 1,
    statements: statements.map(([name, product, status, more]) => ({
      vulnerability: { name },
      products: [product],
      status,
      ...(status === "not_affected" && { justification: "vulnerable_code_not_present" }),
      ...more,
    })),
  });
}

async function push(vex: string, key = scanner, team?: string) {
  return await hub.ask("POST", "/v1/vex", { key, body: { vex, ...(team !== undefined && { team }) } });
}

async function findingOf(alias: string) {
  const { body } = await hub.ask("GET", `/v1/findings?alias=${alias}`, { key: developer });
  return (await hub.ask("GET", `/v1/findings/${body.items[0].id}`, { key: developer })).body;
}

test("a scanner's statement is shown beside the finding, which stays open and counts at the gate", async () => {
  const vex = openVex([
    ["CVE-1", "pkg:npm/a@1.0.0", "not_affected"],
    ["https://nvd.nist.gov/vuln/detail/CVE-2", { "@id": PRODUCT, subcomponents: ["pkg:npm/b@1.0.0"] }, "fixed"],
    ["ghsa-AAAA-bbbb-cccc", "pkg:npm/c", "under_investigation"],
    ["CVE-1", "pkg:npm/a@2.0.0", "fixed"],
  ]);
  const { status, body } = await push(vex);
  expect([status, body]).toMatchObject([
    200,
    { known: false, statements: 4, refused: [], author: "Vendor", team: mine, format: "openvex", replaced: false },
  ]);
  expect(await findingOf("CVE-1")).toMatchObject({
    state: "open",
    disputed: false,
    claims: [
      { status: "not_affected", author: "Vendor", reason: "vulnerable code not present", sentBy: /scanner/ },
    ].map((one) => ({ ...one, sentBy: expect.stringMatching(one.sentBy) })),
  });
  expect(await findingOf("CVE-2")).toMatchObject({ state: "open", claims: [{ status: "fixed" }] });
  expect(await findingOf("GHSA-aaaa-bbbb-cccc")).toMatchObject({ claims: [{ status: "under_investigation" }] });
  const asked = { environment: "prod", digest: DIGEST };
  const gate = await hub.ask("POST", "/v1/decisions", { key: await hub.key("gate", mine), body: asked });
  expect(gate.body.admitted).toBe(false);
  expect(JSON.stringify(gate.body.reasons)).toMatch(/CVE-1.*CVE-2/);
  const { body: claims } = await hub.ask("GET", `/v1/vex/${body.id}/claims`, { key: developer });
  expect(claims.items.map((one: { findings: { title: string }[] }) => one.findings.map(({ title }) => title))).toEqual([
    ["a@1.0.0 has CVE-1"],
    ["b@1.0.0 has CVE-2"],
    ["c@1.0.0 has GHSA-aaaa-bbbb-cccc"],
    [],
  ]);
});

test("the identical file again writes nothing", async () => {
  const count = async () =>
    (
      await sql<object>`select (select count(*) from vex_document) as documents, (select count(*) from vex_claim) as claims,
        (select count(*) from audit_entry) as deeds`.execute(hub.database)
    ).rows;
  const vex = openVex([["CVE-1", "pkg:npm/a@1.0.0", "not_affected"]], { author: "Twice" });
  const first = await push(vex);
  const before = await count();
  expect(await push(vex)).toMatchObject({ status: 200, body: { ...first.body, known: true } });
  expect(await count()).toEqual(before);
  const both = await Promise.all([1, 2, 3].map(() => push(openVex([], { author: "At once" }))));
  expect(both.map(({ body }) => body.known).sort()).toEqual([false, true, true]);
});

test("an approver decides whether a claim excuses; who sent it cannot, and malware never is", async () => {
  const asker = await hub.key("developer", mine);
  await push(openVex([["CVE-1", "pkg:npm/a@1.0.0", "not_affected"]], { author: "Ours" }));
  await push(openVex([["MAL-1", "pkg:npm/bad@1.0.0", "not_affected"]], { author: "Ours" }));
  const finding = await findingOf("CVE-1");
  const wish = {
    kind: "finding",
    about: finding.fingerprint,
    lineage,
    reason: "as its vendor says",
    until: "2026-12-20T00:00:00Z",
    claim: finding.claims[0].id,
  };
  expect(await hub.ask("POST", "/v1/waivers", { key: scanner, body: wish })).toMatchObject({ status: 403 });
  const { status, body: waiver } = await hub.ask("POST", "/v1/waivers", { key: asker, body: wish });
  expect([status, waiver]).toMatchObject([201, { claim: wish.claim, state: "requested", inForce: false }]);
  const decision = { decision: "approve" };
  expect(await hub.ask("POST", `/v1/waivers/${waiver.id}/decision`, { key: asker, body: decision })).toMatchObject({
    status: 403,
  });
  const said = await hub.ask("POST", `/v1/waivers/${waiver.id}/decision`, { key: approver, body: decision });
  expect(said.body).toMatchObject({ inForce: true, claim: wish.claim });
  await expect(sql`update waiver set claim_id = null where id = ${waiver.id}`.execute(hub.database)).rejects.toThrow(
    /decided once/,
  );
  const other = { ...wish, about: (await findingOf("CVE-2")).fingerprint };
  expect(await hub.ask("POST", "/v1/waivers", { key: asker, body: other })).toMatchObject({
    status: 400,
    body: { code: "waivers/other-claim" },
  });
  const malware = await findingOf("MAL-1");
  expect(malware.claims).toMatchObject([{ status: "not_affected" }]);
  const hidden = { ...wish, about: malware.fingerprint, claim: malware.claims[0].id };
  expect(await hub.ask("POST", "/v1/waivers", { key: asker, body: hidden })).toMatchObject({ status: 400 });
});

test("a newer document takes the older one's place, whichever came first; two authors who differ are a dispute", async () => {
  const old = openVex([["CVE-2", "pkg:npm/b@1.0.0", "affected"]], {
    id: "urn:b",
    author: "B",
    at: "2026-11-01T00:00:00Z",
  });
  const newer = openVex([["CVE-2", "pkg:npm/b@1.0.0", "fixed"]], {
    id: "urn:b",
    author: "B",
    at: "2026-11-02T00:00:00Z",
  });
  const ofB = async () =>
    (await findingOf("CVE-2")).claims.flatMap(({ author, status }: { author: string; status: string }) =>
      author === "B" ? [status] : [],
    );
  await push(newer);
  expect(await ofB()).toEqual(["fixed"]);
  await push(old);
  expect(await ofB()).toEqual(["fixed"]);
  const { body } = await hub.ask("GET", "/v1/vex?limit=2", { key: developer });
  expect(body.items).toMatchObject([{ replaced: true }, { replaced: false }]);
  expect((await hub.ask("GET", `/v1/vex?after=${body.next}`, { key: developer })).body.items.length).toBeGreaterThan(2);
  expect((await findingOf("CVE-2")).disputed).toBe(false);
  await push(openVex([["CVE-2", "pkg:npm/b@1.0.0", "affected"]], { author: "C" }));
  expect((await findingOf("CVE-2")).disputed).toBe(true);
});

test("statements about another image, component or version are about nothing here", async () => {
  const author = "Elsewhere";
  const elsewhere = `pkg:oci/app@${encodeURIComponent(`sha256:${"e".repeat(64)}`)}`;
  await push(
    openVex(
      [
        ["CVE-2", { "@id": elsewhere, subcomponents: ["pkg:npm/b@1.0.0"] }, "fixed"],
        ["CVE-2", "pkg:npm/b@1.0.1", "fixed"],
        ["CVE-2", "pkg:pypi/b@1.0.0", "fixed"],
        ["CVE-3", "pkg:npm/b@1.0.0", "fixed"],
        ["CVE-2", "b", "fixed"],
      ],
      { author },
    ),
  );
  const { claims } = await findingOf("CVE-2");
  expect(claims.map((claim: { author: string }) => claim.author)).not.toContain(author);
});

test("a team's document is about its own findings alone, and nobody else reads it", async () => {
  const foreign = await hub.key("scanner", theirs);
  const vex = openVex([["CVE-1", "pkg:npm/a@1.0.0", "fixed"]], { author: "Foreign" });
  expect(await push(vex, foreign, mine)).toMatchObject({ status: 403, body: { policy: "own-team-only" } });
  const { body } = await push(vex, foreign);
  expect(body.team).toBe(theirs);
  const authors = async () => (await findingOf("CVE-1")).claims.map(({ author }: { author: string }) => author);
  expect(await authors()).not.toContain("Foreign");
  expect(await hub.ask("GET", `/v1/vex/${body.id}/claims`, { key: developer })).toMatchObject({ status: 404 });
  expect(JSON.stringify((await hub.ask("GET", "/v1/vex", { key: developer })).body)).not.toContain("Foreign");
  const vendor = openVex([["CVE-1", "pkg:npm/a@1.0.0", "fixed"]], { author: "For all" });
  expect((await push(vendor, await hub.key("scanner"))).body.team).toBe(null);
  expect(await authors()).toContain("For all");
});

test("CycloneDX and CSAF say the same in their words", async () => {
  const cyclonedx = {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
    metadata: { timestamp: "2026-11-20T00:00:00Z", authors: [{ name: "Cyclone" }] },
    vulnerabilities: [
      { id: "CVE-1", analysis: { state: "false_positive" }, affects: [{ ref: "pkg:npm/a@1.0.0" }] },
      { id: "CVE-1", analysis: { state: "not_affected" }, affects: [{ ref: "pkg:npm/a@1.0.0" }] },
    ],
  };
  expect(await push(JSON.stringify(cyclonedx))).toMatchObject({
    status: 200,
    body: { format: "cyclonedx", statements: 1, refused: ["statement 2 says not_affected and does not say why"] },
  });
  const { claims } = await findingOf("CVE-1");
  expect(claims).toContainEqual(expect.objectContaining({ author: "Cyclone", reason: "false positive" }));
});

test.each([
  ["no JSON", "{{", "vex/unreadable"],
  ["another document", '{"a":1}', "vex/unreadable"],
  ["a time that lies ahead", openVex([], { at: "2027-01-01T00:00:00Z" }), "vex/no-time"],
  ["no time", openVex([], { at: "yesterday" }), "vex/no-time"],
  [
    "a document without end",
    openVex(Array.from({ length: 20_001 }, () => ["CVE-1", "pkg:npm/a", "fixed"])),
    "vex/too-many",
  ],
])("refused: %s", async (_, vex, code) => {
  expect(await push(vex)).toMatchObject({ status: 400, body: { code } });
});

test("statements that nobody should have to keep are refused one by one, and said", async () => {
  const many = Array.from({ length: 201 }, (_, index) => `pkg:npm/x${index}`);
  const hostile: StatementWish[] = [
    ["CVE-1", "pkg:npm/a@1.0.0", "harmless"],
    ["x".repeat(101), "pkg:npm/a@1.0.0", "fixed"],
    ["CVE-1", "pkg:npm/a@1.0.0", "fixed", { products: many }],
    ["CVE-1", "pkg:npm/a@1.0.0", "fixed", { timestamp: "+275760-01-01T00:00:00Z" }],
    ["CVE-1", "pkg:npm/a@1.0.0", "fixed", { timestamp: "2099-01-01T00:00:00Z" }],
    ["CVE-1\0\ud800", "pkg:npm/\0\ud800", "fixed", { status_notes: "\0\ud800".repeat(4_000) }],
  ];
  const { status, body } = await push(openVex(hostile, { author: "\0\udc00".repeat(400) }));
  expect(status).toBe(200);
  expect(body).toMatchObject({ statements: 1, refused: { length: 5 } });
});

test("no document, whatever is in it, makes the hub fail", async () => {
  const heads = ['"@context":"https://openvex.dev/ns"', '"bomFormat":"CycloneDX"', '"document":{}'];
  await fc.assert(
    fc.asyncProperty(fc.json({ maxDepth: 3 }), fc.constantFrom(...heads), fc.string(), async (json, head, text) => {
      const own = JSON.stringify(text);
      const statement = `{"vulnerability":${own},"products":[${own},${json}],"status":"fixed","timestamp":${own}}`;
      const vex = `{${head},"@id":${own},"statements":[${json},${statement}],"vulnerabilities":[${json}]}`;
      expect((await push(vex)).status).toBeLessThan(500);
    }),
    { numRuns: 150 },
  );
});

test("in whichever order documents come, what stands beside a finding is the same", async () => {
  const on = (day: number) => `2026-11-${String(day).padStart(2, "0")}T00:00:00Z`;
  const product = "pkg:npm/a@1.0.0";
  const documents = [
    openVex([["CVE-77", product, "affected"]], { id: "urn:p", author: "P", at: on(1) }),
    openVex([["CVE-77", product, "not_affected"]], { id: "urn:p", author: "P", at: on(3) }),
    openVex([["CVE-77", product, "fixed"]], { id: "urn:p", author: "P", at: on(2) }),
    openVex([["CVE-77", product, "affected"]], { id: "urn:p", author: "Q", at: on(2) }),
    openVex([["CVE-77", product, "under_investigation"]], { author: "Q", at: on(9) }),
  ];
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(documents, { minLength: documents.length }), async (order) => {
      const name = `order${++runs}`;
      const team = await hub.team(name);
      const [key, viewer] = [await hub.key("scanner", team), await hub.key("viewer", team)];
      const digest = `sha256:${String(runs).padStart(64, "0")}`;
      const found = {
        ref: `registry.example.com/${name}:1`,
        digest,
        packages: ["a@1.0.0"],
        findings: ["a@1.0.0 CVE-77"],
      };
      await hub.ask("POST", "/v1/reports", { key, body: pushOf(found) });
      for (const vex of order) await push(vex, key);
      const [{ id }] = (await hub.ask("GET", "/v1/findings", { key: viewer })).body.items;
      const { body } = await hub.ask("GET", `/v1/findings/${id}`, { key: viewer });
      const said = body.claims.map(({ author, status }: { author: string; status: string }) => `${author} ${status}`);
      expect([said, body.disputed]).toEqual([["Q under_investigation", "P not_affected", "Q affected"], false]);
    }),
    { numRuns: 12 },
  );
});
