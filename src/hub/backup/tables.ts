import type { Client } from "pg";

/** The hub's own tables, those that others refer to first. What refers in a ring does so by a deferrable constraint. */
export async function tablesInOrder(client: Client): Promise<string[]> {
  const { rows: tables } = await client.query<{ name: string }>(
    `select relname as name from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where nspname = 'public' and relkind in ('r', 'p') and not relispartition and relname not like 'kysely\\_%'
     order by relname`,
  );
  const { rows: links } = await client.query<{ from: string; to: string }>(
    `select distinct conrelid::regclass::text as from, confrelid::regclass::text as to from pg_constraint
     where contype = 'f' and not condeferrable and conrelid <> confrelid and conparentid = 0`,
  );
  const needs = new Map(tables.map(({ name }) => [name, new Set<string>()]));
  for (const { from, to } of links) needs.get(from)?.add(to);
  const ordered: string[] = [];
  while (ordered.length < tables.length) {
    const next = [...needs.keys()].find(
      (name) => !ordered.includes(name) && [...(needs.get(name) ?? [])].every((one) => ordered.includes(one)),
    );
    if (next === undefined) throw new Error("tables refer to each other in a ring");
    ordered.push(next);
  }
  return ordered;
}
