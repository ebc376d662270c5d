import { spawn } from "node:child_process";
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Client } from "pg";
import { afterEach, expect, test } from "vitest";
import { type TemporaryFolder, temporaryFolder } from "../../testing/temporary-folder.ts";
import { runs } from "./processes.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./supervisor.ts";

let folder: TemporaryFolder | undefined;
let server: EmbeddedPostgres | undefined;

afterEach(async () => {
  await server?.stop();
  folder?.[Symbol.dispose]();
  server = undefined;
  folder = undefined;
});

async function start(said: string[] = []): Promise<EmbeddedPostgres> {
  if (folder === undefined) {
    folder = temporaryFolder();
    chmodSync(folder.path, 0o711);
  }
  server = await startEmbeddedPostgres({
    folder: join(folder.path, "hub"),
    careless: true,
    say: (line) => said.push(line),
  });
  return server;
}

async function ask(connection: EmbeddedPostgres["connection"], statement: string): Promise<unknown> {
  const client = new Client(connection);
  client.on("error", () => {});
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(statement);
    return rows[0] === undefined ? undefined : Object.values(rows[0])[0];
  } finally {
    await client.end().catch(() => {});
  }
}

test("starts on a private socket, without TCP, with checksums, as nobody's root, and stops in order", async () => {
  const { connection, pid, stop } = await start();
  expect(await ask(connection, "show listen_addresses")).toBe("");
  expect(await ask(connection, "show data_checksums")).toBe("on");
  expect(statSync(connection.host).mode & 0o777).toBe(0o700);
  expect(Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid()}/status`, "utf8"))?.[1])).toBeGreaterThan(0);
  expect(readFileSync(`/proc/${pid()}/environ`, "utf8")).not.toContain("HOME=");
  await expect(startEmbeddedPostgres({ folder: join(folder?.path ?? "", "hub") })).rejects.toThrow(/already runs/);
  const was = pid();
  await stop();
  expect(runs(was)).toBe(false);
  const log = readFileSync(join(folder?.path ?? "", "hub", "postgres.log"), "utf8");
  expect(log).toContain("database system is shut down");
});

test("nobody else comes in through the socket", async () => {
  const { connection } = await start();
  await expect(ask({ ...connection, user: "postgres" }, "select 1")).rejects.toThrow();
});

test("starts again when the server is killed, and loses nothing that was committed", async () => {
  const said: string[] = [];
  const { connection, pid } = await start(said);
  await ask(connection, "create table kept as select 42 as answer");
  const first = pid();
  process.kill(first, "SIGKILL");
  for (let i = 0; i < 200 && pid() === first; i++) await setTimeout(50);
  for (let i = 0; i < 100; i++) {
    const answer = await ask(connection, "select answer from kept").catch(() => undefined);
    if (answer !== undefined) break;
    await setTimeout(50);
  }
  expect(await ask(connection, "select answer from kept")).toBe(42);
  expect(said).toEqual([expect.stringContaining("died")]);
});

/** Starts a server in a process of its own and kills that process: the server lives on. */
async function leaveOrphan(): Promise<number> {
  folder = temporaryFolder();
  chmodSync(folder.path, 0o711);
  const script = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(join(import.meta.dirname, "supervisor.ts"))});
    const server = await startEmbeddedPostgres({ folder: ${JSON.stringify(join(folder.path, "hub"))}, careless: true });
    process.stdout.write(String(server.pid()) + "\\n");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const pid = await new Promise<number>((resolve) => child.stdout.once("data", (text) => resolve(Number(text))));
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("close", resolve));
  return pid;
}

test("takes on the server of a hub that was killed", async () => {
  const orphan = await leaveOrphan();
  expect(runs(orphan)).toBe(true);
  const said: string[] = [];
  const { pid, connection } = await start(said);
  expect(pid()).toBe(orphan);
  expect(said).toEqual([expect.stringContaining("taken on")]);
  expect(await ask(connection, "select 1")).toBe(1);
});

test("starts over what a killed hub and its killed server left, a dead process that nobody reaps among it", async () => {
  const orphan = await leaveOrphan();
  process.kill(orphan, "SIGKILL");
  for (let i = 0; i < 100 && runs(orphan); i++) await setTimeout(20);
  const hub = join(folder?.path ?? "", "hub");
  expect(existsSync(join(hub, "cluster", "postmaster.pid"))).toBe(true);
  const { connection } = await start();
  expect(await ask(connection, "select 1")).toBe(1);
});

test("starts though the dead server's number belongs to somebody else by now", async () => {
  const { stop } = await start();
  await stop();
  const hub = join(folder?.path ?? "", "hub");
  const pidFile = [process.pid, join(hub, "cluster"), 1, 5432, join(hub, "socket"), "", "", "ready"].join("\n");
  writeFileSync(join(hub, "cluster", "postmaster.pid"), pidFile);
  writeFileSync(join(hub, "socket", ".s.PGSQL.5432.lock"), pidFile);
  writeFileSync(join(hub, "hub.lock"), `${process.pid} 12345`);
  const { connection } = await start();
  expect(await ask(connection, "select 1")).toBe(1);
});

test("a cluster that was not finished is begun anew", async () => {
  folder = temporaryFolder({ "hub/cluster.partial/PG_VERSION": "18\n" });
  for (const path of ["", "hub"]) chmodSync(join(folder.path, path), 0o711);
  const { connection } = await start();
  expect(await ask(connection, "select 1")).toBe(1);
});
