import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { setPassword } from "../people/accounts.ts";
import { type TestHub, testHub } from "../testing/test-hub.ts";
import { PASSWORD, person, signedIn, visitor, withSecondFactor } from "../testing/visitor.ts";

let hub: TestHub;
let [admin, directory, mine, theirs] = ["", "", "", ""];

beforeAll(async () => {
  hub = await testHub();
  [admin, directory] = [await hub.key("admin"), await hub.key("provisioner")];
  [mine, theirs] = [await hub.team("mine"), await hub.team("theirs")];
});
afterAll(() => hub[Symbol.asyncDispose]());

const scim = { "content-type": "application/scim+json" };

async function ask(method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: object, key = directory) {
  const more = body === undefined ? {} : { body: JSON.stringify(body), headers: scim };
  return await hub.ask(method, `/scim/v2${path}`, { key, ...more });
}

let people = 0;
async function bringIn(more: object = {}) {
  const userName = `scim${++people}@example.com`;
  const { status, body } = await ask("POST", "/Users", { userName, externalId: `ext-${people}`, ...more });
  expect(status).toBe(201);
  return { id: String(body.id), userName };
}

async function map(group: string, roles: string[], teams: string[] | null = []) {
  return await hub.ask("PUT", "/v1/scim/mappings", { key: admin, body: { group, roles, teams } });
}

async function accountOf(userName: string) {
  const { body } = await hub.ask("GET", "/v1/people?limit=200", { key: admin });
  return body.items.find(({ email }: { email: string }) => email === userName);
}

const patch = (...Operations: object[]) => ({
  schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
  Operations,
});

test("somebody is brought in, found, changed and read in SCIM's words", async () => {
  const wish = { displayName: "Ada", name: { givenName: "Ada", familyName: "L" }, title: "Countess" };
  const { id, userName } = await bringIn(wish);
  const { body, headers } = await ask("GET", `/Users/${id}`);
  expect(headers["content-type"]).toMatch(/^application\/scim\+json/);
  expect(body).toMatchObject({
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
    userName,
    displayName: "Ada",
    externalId: `ext-${people}`,
    emails: [{ value: userName, primary: true }],
    active: true,
    meta: { resourceType: "User", location: `/scim/v2/Users/${id}` },
  });
  const found = async (filter: string) => (await ask("GET", `/Users?filter=${encodeURIComponent(filter)}`)).body;
  expect(await found(`userName eq "${userName.toUpperCase()}"`)).toMatchObject({
    totalResults: 1,
    Resources: [{ id }],
  });
  expect(await found(`externalId EQ "ext-${people}"`)).toMatchObject({ totalResults: 1 });
  expect(await found('userName eq "nobody@example.com"')).toMatchObject({ totalResults: 0, Resources: [] });
  const replaced = await ask("PUT", `/Users/${id}`, { userName: `new-${userName}`, active: "True" });
  expect(replaced).toMatchObject({ status: 200, body: { userName: `new-${userName}`, active: true } });
  const changed = patch({ op: "Replace", value: { displayName: "Ada L", "name.familyName": "x" } });
  expect((await ask("PATCH", `/Users/${id}`, changed)).body.displayName).toBe("Ada L");
  expect(await ask("POST", "/Users", { userName: `new-${userName}` })).toMatchObject({
    status: 409,
    body: { schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], status: "409", scimType: "uniqueness" },
  });
});

test("pages by startIndex and count, without a gap or a double", async () => {
  for (let i = 0; i < 5; i++) await bringIn();
  const seen: string[] = [];
  for (let start = 1; ; ) {
    const { body } = await ask("GET", `/Users?startIndex=${start}&count=2`);
    if (body.Resources.length === 0) break;
    seen.push(...body.Resources.map(({ id }: { id: string }) => id));
    start += body.itemsPerPage;
    expect(body.totalResults).toBeGreaterThan(5);
  }
  const { body } = await ask("GET", "/Users?count=0");
  expect(body).toMatchObject({ Resources: [], itemsPerPage: 0 });
  expect([seen.length, new Set(seen).size]).toEqual([body.totalResults, body.totalResults]);
  expect((await ask("GET", "/Users?count=9999&startIndex=-3")).body).toMatchObject({ startIndex: 1 });
});

test("no attribute gives roles, teams, a password or another's account", async () => {
  const { id, userName } = await bringIn({
    roles: [{ value: "admin" }],
    entitlements: ["admin"],
    groups: [{ value: "admins" }],
    everywhere: true,
    password: PASSWORD,
    id: "6a57a623-a278-4b21-9025-91f0f5adf65f",
    two_factor_enabled: true,
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { roles: ["admin"] },
  });
  expect(id).not.toBe("6a57a623-a278-4b21-9025-91f0f5adf65f");
  const hostile = patch(
    { op: "add", path: "roles", value: ["admin"] },
    { op: "replace", value: { everywhere: true, roles: ["admin"], __proto__x: 1, constructor: 1 } },
    { op: "add", path: "groups", value: [{ value: "x" }] },
    { op: "replace", path: "password", value: PASSWORD },
  );
  expect((await ask("PATCH", `/Users/${id}`, hostile)).status).toBe(200);
  expect(await accountOf(userName)).toMatchObject({ roles: [], teams: [], enrolled: false });
  const said = await visitor(hub).ask("POST", "/v1/sign-in/password", { email: userName, password: PASSWORD });
  expect(said.status).toBe(401);
});

test("groups give what an administrator said of their names, and nothing else; never the role admin", async () => {
  expect(await map("admins", ["admin"])).toMatchObject({ status: 400 });
  await expect(sql`insert into scim_mapping values ('x', '{admin}', null)`.execute(hub.database)).rejects.toThrow(
    /check/,
  );
  await map("Developers", ["developer"], [mine]);
  const { id, userName } = await bringIn();
  const { body: group } = await ask("POST", "/Groups", { displayName: "Developers", members: [{ value: id }] });
  expect(group).toMatchObject({ displayName: "Developers", members: [{ value: id, type: "User" }] });
  expect(await accountOf(userName)).toMatchObject({ roles: ["developer"], teams: [mine] });
  const { body: other } = await ask("POST", "/Groups", { displayName: "admin" });
  await ask("PATCH", `/Groups/${other.id}`, patch({ op: "add", path: "members", value: [{ value: id }] }));
  expect(await accountOf(userName)).toMatchObject({ roles: ["developer"], teams: [mine] });
  await map("admin", ["approver"], [theirs]);
  expect(await accountOf(userName)).toMatchObject({ roles: ["approver", "developer"], teams: [mine, theirs].sort() });
  await ask("PATCH", `/Groups/${other.id}`, patch({ op: "remove", path: `members[value eq "${id}"]` }));
  expect(await accountOf(userName)).toMatchObject({ roles: ["developer"], teams: [mine] });
  await map("Developers", ["viewer"], null);
  expect(await accountOf(userName)).toMatchObject({ roles: ["viewer"], teams: null });
  await ask("PATCH", `/Groups/${group.id}`, patch({ op: "replace", value: { displayName: "Others" } }));
  expect(await accountOf(userName)).toMatchObject({ roles: [], teams: [] });
  await ask("PUT", `/Groups/${group.id}`, { displayName: "Developers", members: [{ value: id }] });
  expect(await accountOf(userName)).toMatchObject({ roles: ["viewer"] });
  expect((await ask("GET", `/Groups/${group.id}?excludedAttributes=members`)).body.members).toBeUndefined();
  const { body: list } = await ask("GET", `/Groups?filter=${encodeURIComponent('displayName eq "Developers"')}`);
  expect(list).toMatchObject({ totalResults: 1, Resources: [{ id: group.id, members: [{ value: id }] }] });
  expect(await ask("DELETE", `/Groups/${group.id}`)).toMatchObject({ status: 204, body: "" });
  expect(await accountOf(userName)).toMatchObject({ roles: [] });
  const stranger = { displayName: "S", members: [{ value: (await person(hub, ["admin"])).id }] };
  expect(await ask("POST", "/Groups", stranger)).toMatchObject({ status: 400, body: { scimType: "invalidValue" } });
});

test("an administrator by the hub's word stays one, whatever groups say", async () => {
  await map("Lookers", ["viewer"], [mine]);
  const { id, userName } = await bringIn();
  await hub.ask("PUT", `/v1/people/${id}`, { key: admin, body: { roles: ["admin"], teams: null } });
  await ask("POST", "/Groups", { displayName: "Lookers", members: [{ value: id }] });
  expect(await accountOf(userName)).toMatchObject({ roles: ["viewer", "admin"], teams: null });
  // Under another address somebody else would be the administrator.
  for (const change of [
    ask("PATCH", `/Users/${id}`, patch({ op: "replace", path: "userName", value: "eve@example.com" })),
    ask("PUT", `/Users/${id}`, { userName: "eve@example.com" }),
  ])
    expect(await change).toMatchObject({ status: 400, body: { scimType: "mutability" } });
  expect(await ask("PUT", `/Users/${id}`, { userName, displayName: "Root" })).toMatchObject({ status: 200 });
});

test.each([
  [
    "PATCH active=false",
    (id: string) => ask("PATCH", `/Users/${id}`, patch({ op: "replace", path: "active", value: false })),
  ],
  [
    "PATCH active=False, as a text in an object",
    (id: string) => ask("PATCH", `/Users/${id}`, patch({ op: "Replace", value: { active: "False" } })),
  ],
  [
    "PUT active=false",
    async (id: string) => {
      const { body } = await ask("GET", `/Users/${id}`);
      return await ask("PUT", `/Users/${id}`, { userName: body.userName, active: false });
    },
  ],
  ["DELETE", (id: string) => ask("DELETE", `/Users/${id}`)],
])("%s ends sessions and keys at once", async (_, end) => {
  const { id, userName } = await bringIn();
  await hub.ask("PUT", `/v1/people/${id}`, { key: admin, body: { roles: ["admin"], teams: null } });
  await hub.database.transaction().execute(async (one) => await setPassword(one, id, PASSWORD, new Date()));
  const { browser } = await withSecondFactor(hub, userName);
  const { body: key } = await browser.ask("POST", "/v1/keys", { name: "own", role: "viewer" });
  const { body: link } = await browser.ask("POST", "/v1/people", {
    email: `g${userName}`,
    name: "x",
    roles: ["admin"],
  });
  expect((await hub.ask("GET", "/v1/me", { key: key.key })).status).toBe(200);
  expect([200, 204]).toContain((await end(id)).status);
  expect((await browser.ask("GET", "/v1/me")).status).toBe(401);
  expect((await hub.ask("GET", "/v1/me", { key: key.key })).status).toBe(401);
  const taken = await visitor(hub).ask("POST", "/v1/sign-in/invitation", { token: link.token, password: PASSWORD });
  expect(taken.status).toBe(403);
  const again = await visitor(hub).ask("POST", "/v1/sign-in/password", { email: userName, password: PASSWORD });
  expect(again.status === 200 && again.body.next === "nothing").toBe(false);
  await hub.database.deleteFrom("sign_in_failure").execute();
});

test("who was taken out is gone for the directory, stays in the record, and comes back without what they had", async () => {
  await map("Back", ["developer"]);
  const { id, userName } = await bringIn();
  await ask("POST", "/Groups", { displayName: "Back", members: [{ value: id }] });
  await ask("DELETE", `/Users/${id}`);
  expect(await ask("GET", `/Users/${id}`)).toMatchObject({ status: 404, body: { status: "404" } });
  expect(await accountOf(userName)).toMatchObject({ roles: [], disabledAt: expect.any(String) });
  const { status, body } = await ask("POST", "/Users", { userName });
  expect([status, body.id]).toEqual([201, id]);
  expect(await accountOf(userName)).toMatchObject({ roles: [], disabledAt: null });
});

test("an account that is there is taken on, unless it administers", async () => {
  const [developer, boss] = [await person(hub, ["developer"]), await person(hub, ["admin"])];
  expect((await ask("GET", `/Users/${boss.id}`)).status).toBe(404);
  expect((await ask("PATCH", `/Users/${boss.id}`, patch({ op: "replace", path: "active", value: false }))).status).toBe(
    404,
  );
  expect((await ask("POST", "/Users", { userName: boss.email })).status).toBe(409);
  const { body } = await ask("POST", "/Users", { userName: developer.email });
  expect(body.id).toBe(developer.id);
  expect(await accountOf(developer.email)).toMatchObject({ roles: [] });
});

test("a role that can change something asks for a second factor, whoever gave it", async () => {
  await map("Strong", ["developer"], null);
  const { id, userName } = await bringIn();
  await ask("POST", "/Groups", { displayName: "Strong", members: [{ value: id }] });
  await hub.database.transaction().execute(async (one) => await setPassword(one, id, PASSWORD, new Date()));
  const browser = await signedIn(hub, userName);
  expect(await browser.ask("GET", "/v1/findings")).toMatchObject({ status: 200 });
  expect(
    await browser.ask("POST", "/v1/waivers", {
      kind: "hole",
      about: "CVE-1",
      reason: "because of this",
      until: "2026-12-20T00:00:00Z",
    }),
  ).toMatchObject({
    status: 403,
    body: { policy: "change-needs-a-second-factor" },
  });
});

test("a directory's key does nothing else, and no other key does this", async () => {
  for (const path of ["/v1/people", "/v1/findings", "/v1/keys", "/v1/teams", "/metrics"])
    expect((await hub.ask("GET", path, { key: directory })).status, path).toBe(403);
  expect((await ask("GET", "/Users", undefined, admin)).status).toBe(403);
  expect((await ask("GET", "/Users", undefined, await hub.key("provisioner", mine))).status).toBe(403);
  expect(await ask("GET", "/Users", undefined, "wbk_nobodys")).toMatchObject({
    status: 401,
    body: { schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], status: "401" },
  });
  const { body } = await hub.ask("GET", "/v1/ledger", { key: admin });
  expect(JSON.stringify(body)).toMatch(/scim\.create-user[^]*scim\.set-user/);
});

test.each([
  ["a filter of another form", "GET", '/Users?filter=userName sw "a"', undefined, "invalidFilter"],
  ["a filter of many", "GET", '/Users?filter=userName eq "a" or userName eq "b"', undefined, "invalidFilter"],
  ["a filter on what is not kept", "GET", '/Users?filter=title eq "a"', undefined, "invalidFilter"],
  ["no address", "POST", "/Users", { userName: "ada" }, "invalidValue"],
  ["no name", "POST", "/Users", { displayName: "x" }, "invalidValue"],
  ["no operations", "PATCH", "/Users/6a57a623-a278-4b21-9025-91f0f5adf65f", { Operations: [] }, "invalidValue"],
  [
    "a wrong flag",
    "PATCH",
    "/Users/6a57a623-a278-4b21-9025-91f0f5adf65f",
    patch({ op: "add", path: "active", value: "perhaps" }),
    "invalidValue",
  ],
  [
    "another operation",
    "PATCH",
    "/Groups/6a57a623-a278-4b21-9025-91f0f5adf65f",
    patch({ op: "move", path: "members" }),
    "invalidValue",
  ],
  [
    "members by another filter",
    "PATCH",
    "/Groups/6a57a623-a278-4b21-9025-91f0f5adf65f",
    patch({ op: "remove", path: 'members[display eq "x"]' }),
    "invalidPath",
  ],
] as const)("refused: %s", async (_, method, path, body, scimType) => {
  const said = await ask(method, encodeURI(path), body);
  expect(said).toMatchObject({ status: 400, body: { status: "400", scimType } });
});

test("SCIM's media type is SCIM's alone", async () => {
  const body = JSON.stringify({ name: "x" });
  expect((await hub.ask("POST", "/v1/teams", { key: admin, body, headers: scim })).status).toBe(415);
});
