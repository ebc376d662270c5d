import { sql } from "kysely";
import { Migrator } from "kysely/migration";
import { WaybillError } from "../../core/errors.ts";
import type { Database } from "./database.ts";
import { MIGRATIONS } from "./migrations/index.ts";

/**
 * Brings the schema forward to ours (or up to one step of it), all or nothing, while every other hub that starts on the same database waits (an
 * advisory lock). Answers the names of the steps that were taken.
 * @throws WaybillError when the database was already brought further by a newer Waybill, or a step fails
 */
export async function migrate(database: Database, upTo?: string): Promise<readonly string[]> {
  const migrations = Object.fromEntries(
    Object.entries(MIGRATIONS).map(([name, statements]) => [
      name,
      {
        async up(transaction: Database) {
          await sql.raw(statements.join(";\n")).execute(transaction); // one way there and back for all of a step
        },
      },
    ]),
  );
  const migrator = new Migrator({ db: database, provider: { getMigrations: async () => migrations } });
  const { error, results = [] } = await (upTo === undefined ? migrator.migrateToLatest() : migrator.migrateTo(upTo));
  if (error === undefined) return results.map(({ migrationName }) => migrationName);
  const failed = results.find(({ status }) => status === "Error")?.migrationName;
  const message = error instanceof Error ? error.message : "unknown";
  if (failed === undefined && /missing|corrupted/.test(message))
    throw new WaybillError(
      "hub/newer-database",
      "The database was made by a newer Waybill than this one.",
      "Start the hub with that version or a newer one; there is no way back but a backup.",
      { cause: error },
    );
  throw new WaybillError(
    "hub/no-migration",
    `The database could not be brought to this version${failed === undefined ? "" : `, at ${failed}`}: ${message}.`,
    "Nothing was changed. Mend what it says and start again, or start the version that ran before.",
    { cause: error },
  );
}
