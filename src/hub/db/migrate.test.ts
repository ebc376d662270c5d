import { sql } from "kysely";
import { expect, test } from "vitest";
import { hashOfWords } from "../reports/words.ts";
import { testDatabase } from "../testing/test-database.ts";
import { assertNewEnough, openDatabase } from "./database.ts";
import { migrate } from "./migrate.ts";
import { MIGRATIONS } from "./migrations/index.ts";
import { reachDatabase } from "./reach-database.ts";

test("hubs that start at once bring the database forward once", async () => {
  await using own = await testDatabase();
  await sql`drop schema public cascade`.execute(own.database);
  await sql`create schema public`.execute(own.database);
  const pools = Array.from({ length: 3 }, () => openDatabase(own.connection, { connections: 2 }));
  const steps = await Promise.all(pools.map((pool) => migrate(pool)));
  expect(steps.flat()).toEqual(Object.keys(MIGRATIONS));
  expect(await migrate(own.database)).toEqual([]);
  await Promise.all(pools.map((pool) => pool.destroy()));
});

test("findings that were there before are said in the same words, and counted", async () => {
  await using own = await testDatabase();
  await sql`drop schema public cascade`.execute(own.database);
  await sql`create schema public`.execute(own.database);
  await migrate(own.database, "0009-row-security");
  await sql`insert into team (id, name, created_at) values ('8a3e8a52-6f4f-4a55-8bcd-3b1a6d7f7c11', 'team', now())`.execute(
    own.database,
  );
  await sql`insert into lineage (kind, name, platform, team_id, created_at)
    select 'image', 'app-' || n, '', case when n = 1 then '8a3e8a52-6f4f-4a55-8bcd-3b1a6d7f7c11'::uuid end, now()
    from generate_series(1, 2) as n`.execute(own.database);
  await sql`insert into scan (lineage_id, digest, taken_at, received_at, scanner, version, rooms, complete, found, actor)
    select id, sha256(name::bytea), now(), now(), 's', '1', '{}', true, 3, 'me' from lineage`.execute(own.database);
  await sql`insert into finding (lineage_id, fingerprint, rule, room, title, severity, priority, confidence, subject, purl,
      aliases, root_layer, place, fix, deed, first_found, opened_at)
    select lineage.id, 'f' || n, 'rule', 'advisories', 'Tïtle ' || n, n, 90 - n, 'proven', 'purl pkg:npm/a@1',
      case when n > 1 then 'pkg:npm/a@1' end, array['CVE-' || n, 'GHSA-x'], case when n = 3 then 'sha256:aa' end, 'place',
      'fix', 'deed', scan.id, '2026-11-01T00:00:00Z'
    from lineage join scan on lineage_id = lineage.id cross join generate_series(1, 3) as n`.execute(own.database);
  const wasSaid = sql`select lineage_id, fingerprint, title, purl, aliases, root_layer, deed from finding order by 1, 2`;
  const { rows: before } = await wasSaid.execute(own.database);
  await migrate(own.database);
  const { rows: after } = await sql`
    select lineage_id, fingerprint, title, purl, aliases, layer.digest as root_layer, deed from finding
    join finding_words on finding_words.id = words_id join work_item on work_item.id = item_id
    left join layer on layer.id = layer_id order by 1, 2`.execute(own.database);
  expect(after).toEqual(before);
  const { rows: sums } = await sql`select deed, scope, findings, lineages, priority from work_item_sum
    join work_item on work_item.id = item_id order by findings, lineages, scope`.execute(own.database);
  expect(sums.map((row) => row)).toHaveLength(7);
  const again = await own.database.selectFrom("finding_words").selectAll().orderBy("id").execute();
  const hashes = again.map((row) => hashOfWords(row));
  expect(again.map(({ hash }) => hash.toString("hex"))).toEqual(hashes);
});

test("a database that a newer hub made is refused", async () => {
  await using own = await testDatabase();
  await sql`insert into kysely_migration values ('9999-later', '2027-01-01')`.execute(own.database);
  await expect(migrate(own.database)).rejects.toThrow(/newer Waybill/);
});

test("numbers of 64 bits come as numbers, and a question that takes too long is ended", async () => {
  await using own = await testDatabase();
  const { rows } = await sql<{ n: unknown }>`select count(*) as n from team`.execute(own.database);
  expect(rows).toEqual([{ n: 0 }]);
  const hasty = openDatabase(own.connection, { statementTimeout: 50 });
  await expect(sql`select pg_sleep(5)`.execute(hasty)).rejects.toMatchObject({ code: "57014" });
  await hasty.destroy();
});

test.each([
  [140_011, false],
  [150_004, true],
  [180_004, true],
])("PostgreSQL %i: %s", (version, fits) => {
  if (fits) expect(() => assertNewEnough(version)).not.toThrow();
  else expect(() => assertNewEnough(version)).toThrow(/version 14/);
});

test("a database that cannot be reached is told by what is wrong with it, without its password", async () => {
  await using own = await testDatabase();
  expect(await reachDatabase(own.connection)).toBeGreaterThan(180_000);
  await expect(reachDatabase({ ...own.connection, database: "nowhere" })).rejects.toThrow(/no database of this name/);
  await expect(reachDatabase({ ...own.connection, user: "nobody" })).rejects.toThrow(/may not come in/);
  const wrong = reachDatabase({ connectionString: "postgres://ada:hunter2@127.0.0.1:9/x" });
  await expect(wrong).rejects.toMatchObject({
    code: "connect/database",
    message: expect.not.stringContaining("hunter2"),
  });
});
