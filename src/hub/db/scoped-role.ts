import { sql } from "kysely";
import { WaybillError } from "../../core/errors.ts";
import type { Database } from "./database.ts";

/** As whom is asked what somebody asks who is bound to teams. It owns nothing, so row-level security holds for it. */
export const SCOPED_ROLE = "waybill_scoped";

/** Any number that nobody else uses for an advisory lock. */
const ROLE_LOCK = 8_470_003;

/**
 * Makes the role where it is not there, and lets it use the tables that are there now.
 * @throws WaybillError where it cannot be made, or sees more than it should: a hub without its second wall does not start
 */
export async function ensureScopedRole(database: Database): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${ROLE_LOCK})`.execute(transaction);
    try {
      await sql.raw(MAKE).execute(transaction);
    } catch (error) {
      throw new WaybillError(
        "hub/no-scoped-role",
        `The database's user may not make the role ${SCOPED_ROLE}.`,
        `Let somebody who may say: CREATE ROLE ${SCOPED_ROLE} NOLOGIN; GRANT ${SCOPED_ROLE} TO the user in DATABASE_URL;`,
        { cause: error },
      );
    }
    const { rows } = await sql<{ sees_all: boolean }>`
      select rolsuper or rolbypassrls as sees_all from pg_roles where rolname = ${SCOPED_ROLE}`.execute(transaction);
    if (rows[0]?.sees_all !== false)
      throw new WaybillError(
        "hub/scoped-role-sees-all",
        `The role ${SCOPED_ROLE} is exempt from row-level security.`,
        `ALTER ROLE ${SCOPED_ROLE} NOSUPERUSER NOBYPASSRLS;`,
      );
    await sql.raw(GRANT).execute(transaction);
  });
}

/** Roles are of the whole server: another hub on it may have made it in the same moment. */
const MAKE = `do $$ begin
  if not exists (select from pg_roles where rolname = '${SCOPED_ROLE}') then
    begin
      create role ${SCOPED_ROLE} nologin nosuperuser nobypassrls;
    exception when duplicate_object or unique_violation then null;
    end;
  end if;
  if not pg_has_role(current_user, '${SCOPED_ROLE}', 'member') then
    execute format('grant ${SCOPED_ROLE} to %I', current_user);
  end if;
end $$`;

const GRANT = `do $$ begin
  execute format('grant usage on schema %I to ${SCOPED_ROLE}', current_schema());
  execute format('grant select, insert, update, delete on all tables in schema %I to ${SCOPED_ROLE}', current_schema());
  execute format('grant usage, select on all sequences in schema %I to ${SCOPED_ROLE}', current_schema());
end $$`;
