import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import type { PoolConfig } from "pg";
import { expect, test } from "vitest";
import { readWebhook, receiver } from "../testing/receiver.ts";
import { pushOf } from "../testing/reports.ts";
import { testHub } from "../testing/test-hub.ts";
import { strongboxOf } from "./strongbox.ts";
import { insertSubscription } from "./subscriptions.ts";

const DOOR = join(import.meta.dirname, "..", "index.ts");
const BEFORE = new Date("2026-11-30T00:00:00Z");
const LATER = new Date("2026-11-30T00:02:00Z");

/** A worker in a process of its own, which can be killed. */
async function worker({ host, user, port, database }: PoolConfig, key: Buffer, now: Date): Promise<ChildProcess> {
  const options = {
    databaseUrl: `postgres://${user}@${encodeURIComponent(host ?? "")}:${port ?? 5432}/${database}`,
    hubFolder: "/nowhere",
    dataDirectory: "/nowhere",
    host: "127.0.0.1",
    port: 0,
    role: "worker",
    strongboxKey: key.toString("base64"),
    notifyInside: ["127.0.0.1"],
  };
  const script = `import { startHub } from ${JSON.stringify(DOOR)};
    await startHub({ ...${JSON.stringify(options)}, now: () => new Date(${now.getTime()}), say: console.error });
    console.log("ready");`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await Promise.race([
    once(child.stdout, "data"),
    once(child, "exit").then(() => Promise.reject(new Error("the worker did not start"))),
  ]);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

test("a worker that is killed between commit and delivery, or in the midst of it, loses nothing", {
  timeout: 60_000,
}, async () => {
  await using hub = await testHub();
  hub.setNow(BEFORE);
  let isHeld = true;
  await using to = await receiver((response) => {
    if (!isHeld) response.end();
  });
  const key = randomBytes(32);
  const wish = { name: "x", kind: "webhook" as const, address: to.url, team: null, digestMinutes: 0 };
  const subscription = await insertSubscription(
    hub.database,
    strongboxOf(key),
    { ...wish, events: ["finding.opened"], severity: "high" },
    "test",
    BEFORE,
  );
  const scanner = await hub.key("scanner");
  const push = async (as: string) => {
    const body = { ...pushOf({ findings: ["a@1.0.0 CVE-2026-1"], packages: ["a@1.0.0"] }), as };
    expect(await hub.ask("POST", "/v1/reports", { key: scanner, body })).toMatchObject({ status: 200 });
  };
  await push("before anybody listens");
  const first = await worker(hub.connection, key, BEFORE);
  await to.has(1); // sent, and not acknowledged
  await push("while it is sent");
  await kill(first);
  await push("while nobody works");
  isHeld = false;
  const second = await worker(hub.connection, key, LATER);
  await to.has(3);
  await kill(second);
  const messages = to.received.map((one) => readWebhook(one, subscription?.secret ?? ""));
  const names = messages.map(({ data }) =>
    data.events.map((event) => ("findings" in event.data ? event.data.lineage.name : "")),
  );
  expect(names.slice(0, 2)).toEqual([["before anybody listens"], ["before anybody listens"]]);
  expect(names.slice(2).flat()).toEqual(["while it is sent", "while nobody works"]);
  expect(to.received[1]?.headers["webhook-id"]).toBe(to.received[0]?.headers["webhook-id"]);
  expect(to.received[1]?.body).toBe(to.received[0]?.body);
});
