import { sql } from "kysely";
import { expect, test } from "vitest";
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
