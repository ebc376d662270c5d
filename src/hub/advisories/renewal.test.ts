import { mkdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { buildZip } from "../../testing/zip-builder.ts";
import { matchNext } from "../matching/match-stored.ts";
import { rejudgeNext } from "../matching/rejudge.ts";
import { pushOf } from "../testing/reports.ts";
import { type TestHub, testHub } from "../testing/test-hub.ts";
import { demandSigned, type Renewed, renewInThread } from "./renew.ts";
import { renewIfDue, startRenewal } from "./schedule.ts";

const folder = temporaryFolder();
const data = join(folder.path, "data");
const feeds = join(folder.path, "feeds");
const day = (n: number, hour = 12) => new Date(`2026-11-${String(n).padStart(2, "0")}T${hour}:00:00Z`);
const never = new AbortController().signal;
let hub: TestHub;
let asked: string[] = [];

const mirror = createServer((request, response) => {
  asked.push(request.url ?? "");
  const zip = feed;
  if (request.url !== "/npm/all.zip" || zip === undefined) return response.writeHead(404).end();
  response.end(zip);
});
let feed: Buffer | undefined;

function offer(...records: string[]) {
  const files = records.map((text) => {
    const [id = "", name = "", fixed = ""] = text.split(/ <?/);
    const ranges = [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed }] }];
    const affected = [{ package: { ecosystem: "npm", name }, ranges }];
    return [`${id}.json`, JSON.stringify({ id, modified: "2026-11-01T00:00:00Z", affected })] as const;
  });
  feed = buildZip(Object.fromEntries(files));
}

beforeAll(async () => {
  mkdirSync(feeds, { recursive: true });
  await new Promise<void>((resolve) => mirror.listen(0, "127.0.0.1", resolve));
  hub = await testHub({ dataDirectory: data });
});
afterAll(async () => {
  mirror.close();
  await hub[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const wish = () => ({
  everyHours: 6,
  origin: `http://127.0.0.1:${(mirror.address() as AddressInfo).port}`,
  ecosystems: ["npm"],
  keys: [],
  cacheDirectory: join(folder.path, "cache"),
});

const said: string[] = [];
const scheduled = () => ({ wish: wish(), signal: never, say: (message: string) => void said.push(message) });

test("fetches when it is time, once for all workers, and what is stored is judged anew", {
  timeout: 60_000,
}, async () => {
  hub.setNow(day(20));
  const admin = await hub.key("admin");
  const { bill } = pushOf({ packages: ["lodash@4.17.20"], ref: "registry.example.com/shop:1" });
  await hub.ask("POST", "/v1/bills", { key: admin, body: { bill } });
  expect((await hub.ask("GET", "/readyz")).body).toEqual({ status: "ready", advisories: "none" });

  offer("GHSA-1 lodash <4.17.21");
  const all = await Promise.all([1, 2, 3].map(() => renewIfDue(hub.hub, scheduled())));
  expect(all.filter((one) => one === "renewed")).toHaveLength(1);
  expect(asked.filter((url) => url === "/npm/all.zip")).toHaveLength(1);
  expect(await renewIfDue(hub.hub, scheduled())).toBe("not-due");
  while ((await matchNext(hub.hub)) || (await rejudgeNext(hub.hub)));
  const { body } = await hub.ask("GET", "/v1/findings", { key: admin });
  expect(body.items).toMatchObject([
    { title: expect.stringContaining("lodash"), subject: "purl pkg:npm/lodash@4.17.20" },
  ]);

  expect((await hub.ask("GET", "/readyz")).body.advisories).toBe("fresh");
  expect((await hub.ask("GET", "/v1/advisories", { key: await hub.key("gate") })).body).toMatchObject({
    state: "fresh",
    sources: expect.arrayContaining([expect.objectContaining({ name: expect.stringContaining("npm"), stale: false })]),
    renewal: { checkedAt: day(20).toISOString(), fault: null },
  });
  const metrics = async () => (await hub.ask("GET", "/metrics", { key: await hub.key("viewer") })).body;
  expect(await metrics()).toMatch(/waybill_advisories_age_seconds 0\n[^]*waybill_advisories_stale 0\n/);
  hub.setNow(day(28));
  expect((await hub.ask("GET", "/readyz")).body.advisories).toBe("stale");
  expect(await metrics()).toMatch(/waybill_advisories_age_seconds 691200\n[^]*waybill_advisories_stale 1\n/);
});

test("what failed is said, waits before it is tried again, and leaves what is there", { timeout: 60_000 }, async () => {
  hub.setNow(day(28));
  feed = undefined;
  const before = hub.hub.advisories.current();
  expect(await renewIfDue(hub.hub, scheduled())).toBe("failed");
  expect(hub.hub.advisories.current()).toEqual(before);
  expect(said.at(-1)).toMatch(/not renewed: No feed could be renewed/);
  const key = await hub.key("scanner");
  expect((await hub.ask("GET", "/v1/advisories", { key })).body).toMatchObject({
    state: "stale",
    renewal: { fault: expect.stringContaining("No feed"), checkedAt: day(20).toISOString() },
  });
  const tries = asked.length;
  expect(await renewIfDue(hub.hub, scheduled())).toBe("not-due");
  expect(asked.length).toBe(tries);
  hub.setNow(day(28, 13));
  offer("GHSA-1 lodash <4.17.22");
  expect(await renewIfDue(hub.hub, scheduled())).toBe("renewed");
  expect(hub.hub.advisories.current()).not.toEqual(before);
});

test("while one is at it, others leave it alone; who is told to stop stops at once", async () => {
  hub.setNow(day(30));
  let end: (renewed: Renewed) => void = () => {};
  const begun = Promise.withResolvers<void>();
  const renew = async () => {
    begun.resolve();
    return await new Promise<Renewed>((resolve) => {
      end = resolve;
    });
  };
  const first = renewIfDue(hub.hub, { ...scheduled(), renew });
  await begun.promise;
  expect(await renewIfDue(hub.hub, scheduled())).toBe("busy");
  end({ failed: ["npm: it was away"] });
  expect(await first).toBe("renewed");
  expect(said.at(-1)).toContain("npm: it was away");
  const { body } = await hub.ask("GET", "/v1/advisories", { key: await hub.key("scanner") });
  expect(body.renewal.failed).toEqual(["npm: it was away"]);

  const slow = { ...wish(), dataDirectory: data, now: day(30), origin: "http://127.0.0.1:9" };
  const stop = new AbortController();
  const tried = renewInThread(slow, stop.signal);
  setTimeout(() => stop.abort(), 50);
  await expect(tried).rejects.toThrow(/before it was done/);
  await expect(renewInThread(slow, stop.signal)).rejects.toThrow(/abort/);
  await startRenewal(hub.hub, { wish: wish(), say: () => {} })();
});

test("data that nobody signed is not fetched where keys are demanded", () => {
  expect(() => demandSigned({ origin: "https://osv.example.com", keys: ["key"] })).toThrow(/nobody signs/);
  expect(() => demandSigned({ origin: "https://osv.example.com/a.sqlite", keys: ["key"] })).not.toThrow();
  rmSync(feeds, { recursive: true });
});

test("a gate refuses what was judged by old advisories, until somebody judges by newer", async () => {
  hub.setNow(day(30));
  const digest = `sha256:${"9".repeat(64)}`;
  const admin = await hub.key("admin");
  const wish = { ref: "registry.example.com/old:1", digest, day: 29, packages: ["left-pad@1.0.0"] };
  const body = pushOf({ ...wish, advisoriesAt: "2026-11-01T00:00:00.000Z" });
  // The hub's own advisories are of day 28, and it has not held the new components against them yet.
  await hub.database.updateTable("matching").set({ finished: false }).execute();
  await hub.ask("POST", "/v1/reports", { key: admin, body });
  const decide = async () =>
    (await hub.ask("POST", "/v1/decisions", { key: admin, body: { environment: "prod", digest } })).body;
  expect(await decide()).toMatchObject({
    admitted: false,
    reasons: [{ kind: "stale-advisories", text: "its components were judged by advisories of 2026-11-01" }],
  });
  while ((await matchNext(hub.hub)) || (await rejudgeNext(hub.hub)));
  expect(await decide()).toMatchObject({ admitted: true, reasons: [] });
});
