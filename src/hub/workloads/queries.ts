import { type Selectable, sql } from "kysely";
import { cursorOf, type PageQuery } from "../../contract/paging.ts";
import type { Binding, Issuer } from "../../contract/workloads.ts";
import type { Database } from "../db/database.ts";
import { afterKey } from "../db/keyset.ts";
import type { WorkloadBindingTable, WorkloadIssuerTable } from "../db/tables/access-tables.ts";

interface Page<Item> {
  items: Item[];
  next?: string;
}

/** A page of issuers, by name. */
export async function selectIssuers(database: Database, { after, limit }: PageQuery): Promise<Page<Issuer>> {
  const start = afterKey(after, ["text"]);
  const rows = await database
    .selectFrom("workload_issuer")
    .selectAll()
    .$if(start !== undefined, (query) => query.where("name", ">", String(start?.[0])))
    .orderBy("name")
    .limit(limit + 1)
    .execute();
  return paged(rows.map(issuerOfRow), limit);
}

/** A page of bindings, by name. */
export async function selectBindings(database: Database, { after, limit }: PageQuery): Promise<Page<Binding>> {
  const start = afterKey(after, ["text"]);
  const rows = await database
    .selectFrom("workload_binding")
    .selectAll()
    .$if(start !== undefined, (query) => query.where("name", ">", String(start?.[0])))
    .orderBy("name")
    .limit(limit + 1)
    .execute();
  return paged(rows.map(bindingOfRow), limit);
}

function paged<Item extends { readonly name: string }>(all: readonly Item[], limit: number): Page<Item> {
  const items = all.slice(0, limit);
  const last = items.at(-1);
  return all.length <= limit || last === undefined ? { items } : { items, next: cursorOf([last.name]) };
}

export function issuerOfRow(row: Selectable<WorkloadIssuerTable>): Issuer {
  const { id, name, kind, issuer, audience } = row;
  const made = { createdBy: row.created_by, createdAt: row.created_at.toISOString() };
  return { id, name, kind, issuer, audience, hasOwnKeys: row.keys !== null, ...made };
}

export function bindingOfRow(row: Selectable<WorkloadBindingTable>): Binding {
  const { id, name, claims, role, minutes } = row;
  const made = { createdBy: row.created_by, createdAt: row.created_at.toISOString() };
  return { id, name, issuer: row.issuer_id, claims, role, team: row.team_id, minutes, ...made };
}

/** Whether a name or an address is taken already. */
export async function isTaken(
  database: Database,
  table: "workload_issuer" | "workload_binding",
  name: string,
  issuer?: string,
): Promise<boolean> {
  const row = await database
    .selectFrom(table)
    .select("id")
    .where((where) =>
      issuer === undefined
        ? where("name", "=", name)
        : where.or([where("name", "=", name), sql<boolean>`issuer = ${issuer}`]),
    )
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
