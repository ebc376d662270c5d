import { Kysely, PostgresDialect, type PostgresPool } from "kysely";
import type { Pool } from "pg";
import { type Database, poolOf } from "./database.ts";
import { SCOPED_ROLE } from "./scoped-role.ts";
import type { Tables } from "./tables.ts";

/**
 * The same database, seen by somebody who is bound to teams: every query is asked as a role that sees what is of these
 * teams, and nothing else. A connection goes back to the others once it has laid the role down.
 */
export function scopedTo(database: Database, teams: readonly string[]): Database {
  const pool = poolOf(database);
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: scopedPool(pool, teams.join(",")) }) });
}

const TAKE_ROLE = "select set_config('role', $1, false), set_config('waybill.teams', $2, false)";
const LAY_DOWN = "select set_config('role', 'none', false), set_config('waybill.teams', '', false)";

function scopedPool(pool: Pool, teams: string): PostgresPool {
  return {
    options: pool.options,
    async connect() {
      const client = await pool.connect();
      try {
        await client.query(TAKE_ROLE, [SCOPED_ROLE, teams]);
      } catch (error) {
        client.release(true);
        throw error;
      }
      const release = (destroy?: boolean) => {
        if (destroy === true) return client.release(true);
        client.query(LAY_DOWN).then(
          () => client.release(),
          () => client.release(true), // whoever it is by now, nobody else gets it
        );
      };
      return { query: client.query.bind(client), release };
    },
    async end() {}, // the pool is the hub's
  };
}
