import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EMPTY_CHAIN, followChain } from "../../policy/ledger/chain.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { buildZip } from "../../testing/zip-builder.ts";
import type { Database } from "../db/database.ts";
import { bringAdvisories } from "../testing/advisories.ts";
import { pushOf } from "../testing/reports.ts";
import { testDatabase } from "../testing/test-database.ts";
import { type TestHub, testHub } from "../testing/test-hub.ts";
import { writeBackup } from "./backup.ts";
import { readBackup } from "./restore.ts";

const folder = temporaryFolder();
const file = join(folder.path, "hub.backup");
let hub: TestHub;
let key: string;

beforeAll(async () => {
  hub = await testHub({
    dataDirectory: await bringAdvisories(buildZip, folder.path, ["GHSA-1 lodash"], new Date("2026-11-01T00:00:00Z")),
  });
  hub.setNow(new Date("2026-11-30T00:00:00Z"));
  key = await hub.key("admin");
  for (const day of [1, 2]) {
    const wish = {
      day,
      packages: ["lodash@4.17.20"],
      findings: day === 1 ? ["lodash@4.17.20 CVE-1", "secret ä\u2028'\\"] : [],
    };
    await hub.ask("POST", "/v1/reports", { key, body: pushOf(wish) });
  }
  hub.setNow(new Date("2026-12-02T00:00:00Z"));
  await hub.ask("POST", "/v1/reports", { key, body: pushOf({ day: 3, findings: ["secret abc"] }) });
  await hub.ask("POST", "/v1/decisions", { key, body: { environment: "prod", digest: `sha256:${"a".repeat(64)}` } });
  await writeBackup(hub.connection, file, new Date("2026-12-02T00:00:00Z"));
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

/** An empty database, as a new hub finds it. */
async function emptyDatabase() {
  const own = await testDatabase();
  await sql`drop schema public cascade`.execute(own.database);
  await sql`create schema public`.execute(own.database);
  return own;
}

async function contentOf(database: Database): Promise<Record<string, unknown>> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_name <> 'kysely_migration' order by 1`.execute(database);
  const content: Record<string, unknown> = {};
  for (const { name } of rows) {
    const all = await sql<{ row: string }>`select one::text as row from ${sql.table(name)} as one order by 1`.execute(
      database,
    );
    content[name] = all.rows.map(({ row }) => row);
  }
  return content;
}

test("what was backed up is restored to the letter, and goes on from there", async () => {
  await using own = await emptyDatabase();
  const restored = await readBackup(own.connection, file);
  expect(restored.rows).toBeGreaterThan(15);
  expect(await contentOf(own.database)).toEqual(await contentOf(hub.database));
  const lines = await own.database.selectFrom("audit_entry").selectAll().orderBy("seq").execute();
  const entries = lines.map((line) => ({ ...line, at: line.at.toISOString(), hash: line.hash.toString("hex") }));
  expect(followChain(EMPTY_CHAIN, entries)).toMatchObject({ entries: lines.length, brokenAt: undefined });
  const team = await own.database.insertInto("team").values({ name: "new", created_at: new Date() }).execute();
  expect(team.length).toBe(1);
  const added = await sql<{ id: number }>`insert into layer (digest) values ('sha256:new') returning id`.execute(
    own.database,
  );
  expect(added.rows.length).toBe(1);
});

test("nothing is written over", async () => {
  await expect(readBackup(hub.connection, file)).rejects.toThrow(/holds a hub's data/);
});

/** With the hash of what it says now: somebody who could write it could do so, too. */
function resealed(text: string): string {
  const lines = text.trimEnd().split("\n").slice(0, -1).join("\n");
  return `${lines}\n${JSON.stringify({ rows: 0, sha256: createHash("sha256").update(`${lines}\n`).digest("hex") })}\n`;
}

const spoilt = (spoil: (text: string) => string) => gzipSync(spoil(gunzipSync(readFileSync(file)).toString()));

test.each([
  ["cut in its bytes", () => readFileSync(file).subarray(0, -200)],
  ["cut in its lines", () => spoilt((text) => text.split("\n").slice(0, -3).join("\n"))],
  [
    "changed in a value",
    () => spoilt((text) => text.replace("first_found", "first_found ").replace('"prod"', '"dev"')),
  ],
  [
    "without a row",
    () =>
      spoilt((text) =>
        text.replace(/\n\{"table":"team"[^\n]*|\n\{"table":"layer"[^\n]*|\n\{"table":"decision"[^\n]*/, ""),
      ),
  ],
  ["no backup", () => gzipSync("hello\n")],
  ["no gzip", () => Buffer.from("hello")],
  [
    "of a newer hub",
    () => spoilt((text) => resealed(text.replace(/"migrations":\[[^\]]*/, '"migrations":["9999-later"'))),
  ],
])("a file that is %s is refused, and nothing of it stays", async (_, make) => {
  await using own = await emptyDatabase();
  const path = join(folder.path, "spoilt.backup");
  writeFileSync(path, make());
  await expect(readBackup(own.connection, path)).rejects.toThrow(/no whole backup|newer Waybill/);
  const { rows } = await sql<{ there: string | null }>`select to_regclass('audit_entry') as there`.execute(
    own.database,
  );
  if (rows[0]?.there !== null) expect(await own.database.selectFrom("audit_entry").selectAll().execute()).toEqual([]);
});

test("no key's text is in a backup", () => {
  expect(gunzipSync(readFileSync(file)).toString()).not.toContain(key.slice(4));
});
