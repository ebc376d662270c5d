import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readMailServer } from "../../connect/mail/send-mail.ts";
import type { HubEvent } from "../../contract/notifications.ts";
import { mailReceiver } from "../testing/mail-receiver.ts";
import { readWebhook, receiver } from "../testing/receiver.ts";
import { pushOf } from "../testing/reports.ts";
import { type TestHub, testHub } from "../testing/test-hub.ts";
import { claim, deliver, MOST_ATTEMPTS } from "./deliver.ts";
import { handOut } from "./hand-out.ts";
import { startNotifier } from "./notifier.ts";
import { watchTime } from "./watch.ts";

let hub: TestHub;
let key: string;
let now: Date;

beforeEach(async () => {
  hub = await testHub();
  now = new Date("2026-11-30T00:00:00Z");
  hub.setNow(now);
  key = await hub.key("admin");
});
afterEach(() => hub[Symbol.asyncDispose]());

function pass(seconds: number): void {
  now = new Date(now.getTime() + seconds * 1_000);
  hub.setNow(now);
}

async function subscribe(address: string, wish: object = {}) {
  const body = { name: `name ${Math.random()}`, kind: "webhook", address, digestMinutes: 0, ...wish };
  const said = await hub.ask("POST", "/v1/subscriptions", { key, body });
  if (said.status !== 201) throw new Error(JSON.stringify(said.body));
  return said.body;
}

/** Something that is told: a push under a name with so many holes. */
async function push(as: string, count = 1, wish: object = {}) {
  const findings = Array.from({ length: count }, (_, index) => `lib${index}@1.0.0 CVE-2026-${index}`);
  const packages = findings.map((text) => text.split(" ")[0] ?? "");
  const said = await hub.ask("POST", "/v1/reports", { key, body: { ...pushOf({ findings, packages }), as, ...wish } });
  if (said.status !== 200) throw new Error(JSON.stringify(said.body));
}

async function deliveries(id: string) {
  return (await hub.ask("GET", `/v1/subscriptions/${id}/deliveries`, { key })).body.items;
}

/** Everything that is due, one after the other. */
async function sendAll(): Promise<void> {
  while (await handOut(hub.hub));
  for (;;) {
    const claimed = await claim(hub.hub, 10);
    if (claimed.length === 0) return;
    await Promise.all(claimed.map((one) => deliver(hub.hub, one, 500)));
  }
}

const namesIn = (events: readonly HubEvent[]) =>
  events.map(({ data }) => ("findings" in data ? data.lineage.name : "?"));

test("a push with 500 findings is one message, signed, and says nothing that is secret", async () => {
  await using to = await receiver();
  const { id, secret } = await subscribe(`${to.url}/hook?token=walrus`);
  await push("many", 500);
  await sendAll();
  expect(to.received).toHaveLength(1);
  const [message] = to.received;
  if (message === undefined) throw new Error("nothing came");
  const { data } = readWebhook(message, secret);
  expect(data.events).toMatchObject([{ type: "finding.opened", data: { total: 500, bySeverity: { high: 500 } } }]);
  expect(() => readWebhook({ ...message, body: message.body.replace("500", "499") }, secret)).toThrow(/signature/);
  expect(() => readWebhook(message, `whsec_${Buffer.alloc(32).toString("base64")}`)).toThrow(/signature/);
  expect(message.path).toBe("/hook?token=walrus");
  expect(message.body.length).toBeLessThan(10_000);
  const listed = await deliveries(id);
  expect(listed).toMatchObject([{ state: "delivered", attempts: 1, status: 200, fault: null, events: 1 }]);
  expect(message.headers["webhook-id"]).toBe(listed[0].message);
  const subscriptions = await hub.ask("GET", "/v1/subscriptions", { key });
  const { rows } = await sql<{ text: string }>`
    select (select string_agg(s::text, ' ') from subscription s) || (select string_agg(a::text, ' ') from audit_entry a)
      || (select string_agg(d::text, ' ') from delivery d) as text`.execute(hub.database);
  for (const text of [JSON.stringify(subscriptions.body), rows[0]?.text ?? "", hub.log.join()])
    expect(text).not.toMatch(/walrus|whsec_/);
  expect(rows[0]?.text).not.toContain(Buffer.from(secret).toString("hex"));
});

test("what happens within the minutes of a digest is one message, and a full one does not wait", async () => {
  await using to = await receiver();
  const { secret } = await subscribe(to.url, { digestMinutes: 10 });
  for (const as of ["a", "b", "c"]) await push(as);
  await sendAll();
  pass(599);
  await push("d");
  await sendAll();
  expect(to.received).toHaveLength(0);
  pass(2);
  await sendAll();
  expect(to.received).toHaveLength(1);
  const [message] = to.received;
  expect(namesIn(message === undefined ? [] : readWebhook(message, secret).data.events)).toEqual(["a", "b", "c", "d"]);
  const event = { kind: "waiver.ending" as const, team_id: null, at: now };
  const data = { waiver: 1, kind: "hole", about: "x", lineage: null, reason: "r", requestedBy: "a", state: "approved" };
  const text = JSON.stringify({ ...data, decidedBy: "b", until: now.toISOString() });
  await hub.database
    .insertInto("outbox")
    .values(Array.from({ length: 120 }, () => ({ ...event, data: text })))
    .execute();
  await sendAll();
  const sizes = to.received.slice(1).map((one) => readWebhook(one, secret).data.events.length);
  expect(sizes).toEqual([50, 50]); // the other 20 wait for their ten minutes
});

test("each hears what they asked for: kinds, severity, own team", async () => {
  await using to = await receiver();
  const [mine, theirs] = [await hub.team("mine"), await hub.team("theirs")];
  const address = (name: string) => `${to.url}/${name}`;
  const wishes = {
    all: {},
    mine: { team: mine },
    waivers: { events: ["waiver.requested"] },
    grave: { severity: "critical" },
  };
  for (const [name, wish] of Object.entries(wishes)) await subscribe(address(name), wish);
  await push("ours", 1, { team: mine });
  await push("others", 1, { team: theirs });
  await sendAll();
  const heard = to.received.map(({ path, body }) => [path.slice(1), namesIn(JSON.parse(body).data.events)] as const);
  expect(Object.fromEntries(heard)).toEqual({ all: ["ours", "others"], mine: ["ours"] });
});

test("a receiver that fails is tried again later and later, keeps the order, and is given up in the end", async () => {
  let status = 500;
  await using to = await receiver((response) => void response.writeHead(status).end("no"));
  const { id } = await subscribe(to.url);
  await push("first");
  await sendAll();
  await push("second");
  await sendAll();
  await sendAll();
  expect(to.received).toHaveLength(1); // the second waits behind the first
  const waits: number[] = [];
  for (let seconds = 0; to.received.length < MOST_ATTEMPTS; ) {
    const before = to.received.length;
    const [next] = (await deliveries(id)).slice(-1);
    seconds = (new Date(next.dueAt).getTime() - now.getTime()) / 1_000;
    waits.push(seconds);
    pass(seconds - 1);
    await sendAll();
    expect(to.received).toHaveLength(before);
    pass(1);
    if (before === MOST_ATTEMPTS - 1) break;
    await sendAll();
  }
  expect(waits).toEqual([5, 60, 300, 1_800, 7_200, 21_600, 43_200]);
  await sendAll();
  const ids = to.received.map(({ headers }) => headers["webhook-id"]);
  expect(new Set(ids.slice(0, MOST_ATTEMPTS)).size, "the same id on every attempt").toBe(1);
  expect(ids).toHaveLength(MOST_ATTEMPTS + 1); // given up, and the second had its turn
  const [, dead] = await deliveries(id);
  expect(dead).toMatchObject({ state: "dead", attempts: MOST_ATTEMPTS, status: 500, fault: "It answered 500." });
  status = 204;
  const again = `/v1/subscriptions/${id}/deliveries/${dead.id}/again`;
  expect(await hub.ask("POST", again, { key })).toMatchObject({ status: 200, body: { state: "waiting" } });
  expect(await hub.ask("POST", again.replace(/\d+\/again/, "999/again"), { key })).toMatchObject({ status: 404 });
  pass(60);
  await sendAll();
  expect((await deliveries(id)).map(({ state }: { state: string }) => state)).toEqual(["delivered", "delivered"]);
});

test("receivers that hang, fail, lead elsewhere or never end delay nobody else", async () => {
  await using elsewhere = await receiver();
  const held: (() => void)[] = [];
  await using hanging = await receiver((response) => held.push(() => response.end()));
  await using failing = await receiver((response) => void response.writeHead(503).end());
  await using leading = await receiver(
    (response) => void response.writeHead(307, { location: `${elsewhere.url}/stolen` }).end(),
  );
  await using endless = await receiver((response) => {
    const more = () => {
      while (!response.destroyed && response.write("x".repeat(65_536)));
    };
    response.writeHead(200).on("drain", more);
    more();
  });
  await using good = await receiver();
  const ids: Record<string, string> = {};
  for (const [name, { url }] of Object.entries({ hanging, failing, leading, endless, good }))
    ids[name] = (await subscribe(url)).id;
  const faults: string[] = [];
  const stop = startNotifier(hub.hub, { say: (text) => faults.push(text), patience: 5_000 });
  for (let count = 1; count <= 5; count++) {
    await push(`push-${count}`);
    await good.has(count); // each comes through while the first to `hanging` is still held
  }
  expect(held).toHaveLength(1);
  expect(good.received.flatMap(({ body }) => namesIn(JSON.parse(body).data.events))).toEqual(
    [1, 2, 3, 4, 5].map((count) => `push-${count}`),
  );
  await endless.has(5);
  for (const let_go of held) let_go();
  await stop();
  expect(elsewhere.received).toEqual([]);
  const last = async (name: string) => (await deliveries(ids[name] ?? "")).at(-1);
  expect(await last("failing")).toMatchObject({ state: "waiting", status: 503, fault: "It answered 503." });
  expect(await last("leading")).toMatchObject({ fault: "It answered 307: redirects are not followed." });
  expect(await last("endless")).toMatchObject({ state: "delivered" });
  expect(await last("hanging")).toMatchObject({ state: "delivered" });
  expect(faults).toEqual([]);
});

test("a receiver that never answers is let go of", async () => {
  await using hanging = await receiver(() => {});
  const { id } = await subscribe(hanging.url);
  await push("x");
  await handOut(hub.hub);
  const [claimed] = await claim(hub.hub, 1);
  if (claimed === undefined) throw new Error("nothing is due");
  await deliver(hub.hub, claimed, 50);
  expect(await deliveries(id)).toMatchObject([{ state: "waiting", fault: expect.stringMatching(/did not answer/) }]);
});

test("what a dead worker had taken up is another's after a minute, under the same id; its own late word counts for nothing", async () => {
  await using to = await receiver();
  const { id } = await subscribe(to.url);
  await push("x");
  await handOut(hub.hub);
  const [lost] = await claim(hub.hub, 1);
  expect(await claim(hub.hub, 1)).toEqual([]);
  pass(61);
  const [found] = await claim(hub.hub, 1);
  expect(found).toMatchObject({ messageId: lost?.messageId, attempts: 2 });
  if (lost === undefined || found === undefined) throw new Error("nothing is due");
  await deliver(hub.hub, lost);
  expect(await deliveries(id)).toMatchObject([{ state: "waiting" }]);
  await deliver(hub.hub, found);
  expect(await deliveries(id)).toMatchObject([{ state: "delivered", attempts: 2 }]);
});

test("addresses inside the network are refused, when one subscribes and when it is sent", async () => {
  const body = { name: "x", kind: "webhook" };
  for (const address of [
    "https://169.254.169.254/latest",
    "https://10.0.0.1",
    "https://[fd00::1]/",
    "http://93.184.215.14",
  ])
    expect(await hub.ask("POST", "/v1/subscriptions", { key, body: { ...body, address } }), address).toMatchObject({
      status: 400,
      body: { code: "subscriptions/no-address" },
    });
  await using to = await receiver();
  const { id } = await subscribe(to.url);
  await push("x");
  await handOut(hub.hub);
  const [claimed] = await claim(hub.hub, 1);
  if (claimed === undefined) throw new Error("nothing is due");
  await deliver({ ...hub.hub, inside: { has: () => false } }, claimed); // the operator took the permission back
  expect(to.received).toEqual([]);
  expect(await deliveries(id)).toMatchObject([{ fault: expect.stringMatching(/inside the network/) }]);
});

test("Slack is told in lines that nobody else's text can break out of", async () => {
  await using to = await receiver();
  const { secret } = await subscribe(to.url, { kind: "slack" });
  expect(secret).toBeNull();
  const reason = "<!channel> look\n*New findings*: <https://evil.example.com|here> & there";
  const body = { kind: "hole", about: "CVE-1", reason, until: "2026-12-30T00:00:00Z" };
  await hub.ask("POST", "/v1/waivers", { key, body });
  await sendAll();
  const { text } = JSON.parse(to.received[0]?.body ?? "{}");
  expect(text).toMatch(/^\*Waiver asked for\*: 1, hole CVE-1, requested, until 2026-12-30/);
  expect(text).toContain("&lt;!channel&gt; look *New findings*: &lt;https://evil");
  expect(text).not.toMatch(/[<>\n]/);
});

test("what is due is told once: when its day is over, when its priority makes it so, when it came back", async () => {
  const overdue = async () => {
    while (await watchTime(hub.hub));
    const rows = await hub.database.deleteFrom("outbox").returning(["kind", "data"]).execute();
    return rows.flatMap(({ kind, data }) => (kind === "finding.overdue" ? [(data as { total: number }).total] : []));
  };
  const day = 86_400;
  await push("late", 3); // priority 50: thirty days
  expect(await overdue()).toEqual([]);
  pass(30 * day - 1);
  expect(await overdue()).toEqual([]);
  pass(2);
  expect(await overdue()).toEqual([3]);
  key = await hub.key("admin"); // the first has ended meanwhile
  expect(await overdue()).toEqual([]);
  await push("risen", 2);
  pass(10 * day);
  expect(await overdue()).toEqual([]);
  await sql`update finding set priority = 95 where id = (select max(id) from finding)`.execute(hub.database);
  expect(await overdue()).toEqual([1]);
  const close = { report: pushOf({ day: 2, packages: ["lib0@2.0.0"] }) };
  await hub.ask("POST", "/v1/reports", { key, body: { ...close.report, as: "late" } });
  expect(await overdue()).toEqual([]);
  const back = pushOf({ day: 3, findings: ["lib0@1.0.0 CVE-2026-0"], packages: ["lib0@1.0.0"] });
  await hub.ask("POST", "/v1/reports", { key, body: { ...back, as: "late" } });
  expect(await overdue()).toEqual([1]);
  const { rows } = await sql<{ n: number }>`select count(*) as n from finding_event where kind = 'overdue'`.execute(
    hub.database,
  );
  expect(rows[0]?.n).toBe(5);
});

test("a waiver's end is told a week ahead, once; of one that nobody approved, nothing", async () => {
  const ending = async () => {
    await watchTime(hub.hub);
    const rows = await hub.database.deleteFrom("outbox").returning(["kind", "data"]).execute();
    return rows.flatMap(({ kind, data }) => (kind === "waiver.ending" ? [(data as { about: string }).about] : []));
  };
  const approver = await hub.key("approver");
  for (const [about, days, isApproved] of [
    ["long", 60, true],
    ["short", 4, true],
    ["asked", 4, false],
  ] as const) {
    const until = new Date(now.getTime() + days * 86_400_000).toISOString();
    const wish = { kind: "hole", about, reason: "because of the test", until };
    const { body } = await hub.ask("POST", "/v1/waivers", { key, body: wish });
    const decide = `/v1/waivers/${body.id}/decision`;
    if (isApproved) await hub.ask("POST", decide, { key: approver, body: { decision: "approve" } });
  }
  expect(await ending()).toEqual([]);
  pass(3 * 86_400);
  expect(await ending()).toEqual(["short"]);
  pass(40 * 86_400);
  expect(await ending()).toEqual([]);
  pass(10 * 86_400 + 1);
  expect(await ending()).toEqual(["long"]);
  expect(await ending()).toEqual([]);
});

test("mail goes through the operator's server, in lines, and is tried again where it is not taken", async () => {
  await using to = await mailReceiver();
  await hub[Symbol.asyncDispose]();
  hub = await testHub({ mail: readMailServer(to.url, "waybill@example.com") });
  hub.setNow(now);
  key = await hub.key("admin");
  for (const address of [
    "mailto:a@example.com,b@example.com",
    "mailto:a@example.com?bcc=b@example.com",
    "https://x.example.com",
  ])
    expect(
      await hub.ask("POST", "/v1/subscriptions", { key, body: { name: "x", kind: "mail", address } }),
      address,
    ).toMatchObject({ status: 400, body: { code: "subscriptions/no-address" } });
  const { id, origin } = await subscribe("mailto:team@example.com", { kind: "mail" });
  expect(origin).toBe("mailto:team@example.com");
  await push("shop\r\nBcc: all@example.com", 12);
  to.refuse = true;
  await sendAll();
  expect(await deliveries(id)).toMatchObject([
    { state: "waiting", fault: expect.stringMatching(/did not take it .*550/) },
  ]);
  to.refuse = false;
  pass(5);
  await sendAll();
  const [listed] = await deliveries(id);
  expect(listed).toMatchObject({ state: "delivered", fault: null });
  expect(to.mails).toHaveLength(1);
  const [mail] = to.mails;
  expect(mail?.to).toBe("team@example.com");
  expect(mail?.text).toContain(`Message-ID: <${listed.message}@example.com>`);
  expect(mail?.text).not.toMatch(/^Bcc:/im);
  expect(mail?.text.replaceAll("=\r\n", "")).toContain(
    "New findings: shop Bcc: all@example.com (12 high): lib0@1.0.0 has CVE-2026-0",
  );
});

test("without a mail server nobody subscribes to mail", async () => {
  const body = { name: "x", kind: "mail", address: "mailto:team@example.com" };
  expect(await hub.ask("POST", "/v1/subscriptions", { key, body })).toMatchObject({ status: 503 });
});
