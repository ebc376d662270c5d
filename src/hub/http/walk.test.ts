import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ACTIONS } from "../../contract/actions.ts";
import type { Endpoint } from "../../contract/endpoint.ts";
import { Role } from "../../contract/roles.ts";
import { ROUTES } from "../routes.ts";
import { pushOf } from "../testing/reports.ts";
import { type TestHub, testHub } from "../testing/test-hub.ts";

/** The groups of actions of each role: the whole of who may do what, said a second time. */
const MAY: Record<Role, readonly string[]> = {
  viewer: ["know", "look", "observe", "query"],
  developer: ["know", "look", "observe", "query", "submit", "work", "ask"],
  security: ["know", "look", "observe", "query", "submit", "work", "ask", "move"],
  approver: ["know", "look", "observe", "query", "approve"],
  admin: ["know", "look", "observe", "query", "submit", "work", "ask", "deploy", "administer", "move"],
  scanner: ["know", "query", "submit"],
  gate: ["know", "query", "ask"],
  deployer: ["know", "ask", "deploy"],
  provisioner: ["know", "provision"],
};

/** Of the hub as a whole: for nobody who is bound to a team. */
const UNBOUND: ReadonlySet<string> = new Set(["administer", "observe", "provision"]);

const DIGEST = `sha256:${"7".repeat(64)}`;
const REF = "registry.example.com/walked:1";
const UNTIL = "2026-12-20T00:00:00Z";

let hub: TestHub;
let [mine, theirs] = ["", ""];
const ids = { finding: 0, lineage: 0, image: 0, waiver: 0, document: 0 };
const openVex = { "@context": "https://openvex.dev/ns/v0.2.0", author: "walked", statements: [] };
const keys = new Map<string, string>();

beforeAll(async () => {
  hub = await testHub();
  hub.setNow(new Date("2026-11-30T00:00:00Z"));
  [mine, theirs] = [await hub.team("mine"), await hub.team("theirs")];
  const packages = ["lodash@4.17.20"];
  const body = {
    ...pushOf({ ref: REF, digest: DIGEST, packages, findings: [`${packages[0]} CVE-2026-1`] }),
    team: mine,
  };
  const { body: taken } = await hub.ask("POST", "/v1/reports", { key: await hub.key("admin"), body });
  [ids.lineage, ids.image] = [taken.lineage, taken.image];
  const { id } = await hub.database.selectFrom("finding").select("id").executeTakeFirstOrThrow();
  ids.finding = id;
  for (const role of Role.options) {
    keys.set(`${role} everywhere`, await hub.key(role));
    keys.set(`${role} mine`, await hub.key(role, mine));
    keys.set(`${role} theirs`, await hub.key(role, theirs));
  }
  const document = { vex: JSON.stringify(openVex), team: mine };
  ids.document = (await hub.ask("POST", "/v1/vex", { key: keyOf("developer everywhere"), body: document })).body.id;
  const requested = { kind: "lineage", lineage: ids.lineage, reason: "until the walk is over", until: UNTIL };
  ids.waiver = (await hub.ask("POST", "/v1/waivers", { key: keyOf("developer everywhere"), body: requested })).body.id;
});
afterAll(() => hub[Symbol.asyncDispose]());

const keyOf = (name: string) => keys.get(name) ?? "";

/** A call that fits, of what belongs to the team `mine` where it belongs to one. A new endpoint needs a line here. */
function sampleOf({ id, path, method }: Endpoint): { url: string; body?: object; isTeams?: boolean } {
  const deploy = { environment: "prod", digest: DIGEST, name: REF.replace(":1", "") };
  switch (id) {
    case "me":
    case "openapi":
    case "listKeys":
    case "listTeams":
    case "readLedger":
    case "readMetrics":
    case "listFindings":
    case "listWorkItems":
    case "listLineages":
    case "listAffected":
    case "matchingState":
    case "listWaivers":
    case "listVex":
    case "advisoryState":
    case "listEnvironments":
    case "listIssuers":
    case "listBindings":
    case "listSubscriptions":
    case "listDeployments":
    case "deploymentShare":
    case "listPeople":
    case "listProviders":
    case "listSessions":
    case "signOut":
    case "listPasskeys":
    case "beginPasskey":
    case "removeCode":
      return { url: path };
    case "scimConfig":
    case "listScimUsers":
    case "listScimGroups":
    case "listScimMappings":
      return { url: path };
    case "createScimUser":
      return { url: path, body: { userName: `s${Math.random()}@example.com` } };
    case "createScimGroup":
      return { url: path, body: { displayName: `${Math.random()}` } };
    case "setScimMapping":
      return { url: path, body: { group: "nobody's", roles: [] } };
    case "readScimUser":
    case "readScimGroup":
    case "removeScimUser":
    case "removeScimGroup":
    case "replaceScimUser":
    case "replaceScimGroup":
    case "patchScimUser":
    case "patchScimGroup": {
      const url = path.replace("{id}", "6a57a623-a278-4b21-9025-91f0f5adf65f");
      if (method === "GET" || method === "DELETE") return { url };
      if (method === "PATCH") return { url, body: { Operations: [{ op: "replace", path: "active", value: true }] } };
      return { url, body: { userName: "x@example.com", displayName: "x" } };
    }
    case "endSession":
    case "removePasskey":
    case "endSessions":
    case "resetPerson":
      return { url: path.replace("{id}", "6a57a623-a278-4b21-9025-91f0f5adf65f") };
    case "removeProvider":
      return { url: "/v1/sso/providers/none" };
    case "addProvider": {
      const id = `p${String(Math.random()).slice(2)}`;
      const own = { id, name: id, issuer: `https://${id}.example.com`, domains: ["example.com"] };
      return { url: path, body: { ...own, clientId: "x", clientSecret: "x" } };
    }
    case "addSamlProvider": {
      const id = `p${String(Math.random()).slice(2)}`;
      const own = { id, name: id, issuer: `https://${id}.example.com`, domains: ["example.com"] };
      return { url: path, body: { ...own, signOnUrl: "https://x.example.com", certificates: ["x".repeat(100)] } };
    }
    case "enrolCode":
      return { url: path, body: { password: "x" } };
    case "confirmCode":
      return { url: path, body: { code: "123456" } };
    case "addPasskey":
      return { url: path, body: { name: "x", credential: { id: "x", response: {} } } };
    case "changePassword":
      return { url: path, body: { current: "x", password: "correct horse battery" } };
    case "invitePerson":
      return { url: path, body: { email: `${Math.random()}@example.com`, name: "x", roles: ["viewer"] } };
    case "setPerson":
      return { url: path.replace("{id}", "6a57a623-a278-4b21-9025-91f0f5adf65f"), body: { roles: [], teams: null } };
    case "createKey":
      return { url: path, body: { name: "x", role: "viewer" } };
    case "revokeKey":
      return { url: "/v1/keys/6a57a623-a278-4b21-9025-91f0f5adf65f" };
    case "trustIssuer": {
      const issuer = `https://${Math.random()}.example.com`;
      return { url: path, body: { name: issuer, kind: "oidc", issuer, audience: "hub" } };
    }
    case "createBinding": {
      const issuer = "6a57a623-a278-4b21-9025-91f0f5adf65f";
      return { url: path, body: { name: "x", issuer, claims: { sub: "x" }, role: "gate" } };
    }
    case "distrustIssuer":
    case "removeBinding":
      return { url: path.replace("{id}", "6a57a623-a278-4b21-9025-91f0f5adf65f") };
    case "createSubscription":
      return { url: path, body: { name: `${Math.random()}`, kind: "webhook", address: "https://hooks.example.com/x" } };
    case "removeSubscription":
    case "listDeliveries":
    case "deliverAgain": {
      const url = path.replace("{id}", "6a57a623-a278-4b21-9025-91f0f5adf65f").replace("{delivery}", "1");
      return { url };
    }
    case "createTeam":
      return { url: path, body: { name: `team ${Math.random()}` } };
    case "osvQuery":
      return { url: path, body: { package: { purl: "pkg:npm/x@1" } } };
    case "osvQueryBatch":
      return { url: path, body: { queries: [] } };
    case "osvRecord":
      return { url: "/v1/vulns/GHSA-1" };
    case "pushReport":
      return { url: path, body: { ...pushOf({ ref: REF, digest: DIGEST }), team: mine }, isTeams: true };
    case "pushBill":
      return { url: path, body: { bill: pushOf({ ref: REF }).bill, team: mine }, isTeams: true };
    case "pushSarif": {
      const body = { sarif: '{"version":"2.1.0","runs":[]}', as: "registry.example.com/walked", team: mine };
      return { url: path, body };
    }
    case "pushVex":
      return { url: path, body: { vex: JSON.stringify(openVex), team: mine }, isTeams: true };
    case "listClaims":
      return { url: `/v1/vex/${ids.document}/claims`, isTeams: true };
    case "readFinding":
      return { url: `/v1/findings/${ids.finding}`, isTeams: true };
    case "triageFinding":
      return { url: `/v1/findings/${ids.finding}/triage`, body: { state: "triaged" }, isTeams: true };
    case "exportVex":
      return { url: `/v1/lineages/${ids.lineage}/vex`, isTeams: true };
    case "moveLineage":
      return { url: `/v1/lineages/${ids.lineage}/team`, body: { team: mine }, isTeams: true };
    case "listImages":
      return { url: `/v1/lineages/${ids.lineage}/images`, isTeams: true };
    case "listComponents":
      return { url: `/v1/images/${ids.image}/components`, isTeams: true };
    case "requestWaiver": {
      const body = { kind: "lineage", lineage: ids.lineage, reason: "because of the walk", until: UNTIL };
      return { url: path, body, isTeams: true };
    }
    case "decideWaiver":
      return { url: `/v1/waivers/${ids.waiver}/decision`, body: { decision: "refuse" }, isTeams: true };
    case "setEnvironment":
      return { url: "/v1/environments/prod", body: {} };
    case "admission": {
      const object = { spec: { containers: [{ image: `${REF}@${DIGEST}` }] } };
      const request = { uid: "1", operation: "CREATE", kind: { kind: "Pod" }, object };
      return {
        url: "/v1/admission/prod",
        body: { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", request },
      };
    }
    case "askDecision":
      return { url: path, body: deploy };
    case "recordDeployment":
      return { url: path, body: { ...deploy, key: `walk ${Math.random()}` } };
    default:
      throw new Error(`the walk has no sample for ${id}`);
  }
}

const GUARDED = ROUTES.map(({ endpoint }) => endpoint).filter(({ action }) => typeof action === "string");

test.each(GUARDED.map((endpoint) => [endpoint.id, endpoint] as const))(
  "%s: all roles, own and foreign team",
  async (_, endpoint) => {
    const group = ACTIONS[endpoint.action as keyof typeof ACTIONS];
    const sample = sampleOf(endpoint);
    const statusOf = async (key: string) => {
      const { url, body } = sampleOf(endpoint);
      return (await hub.ask(endpoint.method, url, { key: keyOf(key), ...(body !== undefined && { body }) })).status;
    };
    for (const role of Role.options) {
      const may = MAY[role].includes(group);
      const refused = await statusOf(`${role} everywhere`);
      expect(refused === 403, `${role} everywhere: ${refused}`).toBe(!may);
      const own = await statusOf(`${role} mine`);
      expect(own === 403, `${role} of the team: ${own}`).toBe(!may || UNBOUND.has(group));
      if (sample.isTeams !== true) continue;
      const foreign = await statusOf(`${role} theirs`);
      expect([403, 404], `${role} of another team: ${foreign}`).toContain(foreign);
    }
  },
);

test("no list shows another team what is not its own", async () => {
  for (const endpoint of GUARDED.filter(({ id, method }) => method === "GET" && /^list|Share$/.test(id))) {
    const sample = sampleOf(endpoint);
    if (sample.isTeams === true || endpoint.id === "listKeys") continue;
    const said = await hub.ask("GET", sample.url, { key: keyOf("viewer theirs") });
    expect(JSON.stringify(said.body), endpoint.id).not.toMatch(/walked|lodash|"mine"/);
  }
});

test("no body, whatever is in it, makes the hub fail", { timeout: 60_000 }, async () => {
  const writing = GUARDED.filter(({ body }) => body !== undefined);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...writing),
      fc.jsonValue({ maxDepth: 4 }),
      fc.constantFrom("replace", "merge", "spoil"),
      fc.string(),
      async (endpoint, junk, how, text) => {
        const sample = sampleOf(endpoint);
        const fields = Object.keys(sample.body ?? {});
        const spoilt = { ...sample.body, [fields[text.length % fields.length] ?? "x"]: junk };
        const body = how === "replace" ? junk : how === "merge" ? { ...sample.body, ...(junk as object) } : spoilt;
        const headers = { "content-type": "application/json" };
        const key = keyOf("admin everywhere");
        const said = await hub.ask(endpoint.method, sample.url, { key, body: JSON.stringify(body), headers });
        if (said.status >= 500)
          expect([endpoint.id, said.status, said.body]).toEqual([
            endpoint.id,
            503,
            expect.objectContaining({ code: 14 }),
          ]);
        expect(JSON.stringify(said.body)).not.toMatch(/\bat \/|node_modules|select |insert /i);
      },
    ),
    { numRuns: 1_000 },
  );
});

test("no query and no address, whatever is in it, makes the hub fail", async () => {
  const reading = GUARDED.filter(({ method }) => method === "GET");
  const nasty = fc.oneof(
    fc.string(),
    fc.constantFrom("\u0000", "'", "9".repeat(400), "-1", "1e9", "NaN", "../..", "%00"),
  );
  const names = fc.constantFrom(
    "after",
    "limit",
    "lineage",
    "alias",
    "purl",
    "severity",
    "since",
    "name",
    "environment",
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...reading), names, nasty, nasty, async (endpoint, name, value, id) => {
      const path = endpoint.path.replace(/\{\w+\}/g, encodeURIComponent(id) || "x");
      const query = `${name}=${encodeURIComponent(value)}`;
      const said = await hub.ask("GET", `${path}?${query}`, { key: keyOf("admin everywhere") });
      if (said.status >= 500)
        expect([endpoint.id, query, said.body]).toEqual([endpoint.id, query, expect.objectContaining({ code: 14 })]);
    }),
    { numRuns: 500 },
  );
});
