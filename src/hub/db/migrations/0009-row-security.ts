/** Tables whose rows are of the team of a lineage. */
const OF_A_LINEAGE = ["image", "scan", "finding", "finding_event", "stale_lineage"];

/**
 * The second wall between teams. What somebody who is bound to teams asks is asked as the role `waybill_scoped`, which sees
 * rows of the teams in `waybill.teams` alone, whatever the query forgot to say. The owner of the tables sees all: the
 * worker, sign-in, and who is bound to no team.
 */
export const rowSecurity = [
  // Nothing was set: no team.
  `create function waybill_teams() returns uuid[] language sql stable parallel safe as $$
     select coalesce(string_to_array(nullif(current_setting('waybill.teams', true), ''), ',')::uuid[], '{}')
   $$`,
  ...["team", "lineage", "waiver", "subscription"].map((table) => `alter table ${table} enable row level security`),
  "create policy own_team on team using (id = any ((select waybill_teams())::uuid[]))",
  ...["lineage", "waiver", "subscription"].map(
    (table) => `create policy own_team on ${table} using (team_id = any ((select waybill_teams())::uuid[]))`,
  ),
  ...OF_A_LINEAGE.flatMap((table) => [
    `alter table ${table} enable row level security`,
    `create policy own_team on ${table} using (exists (select from lineage where lineage.id = ${table}.lineage_id))`,
  ]),
  "alter table image_content enable row level security",
  "create policy own_team on image_content using (exists (select from image where image.id = image_content.image_id))",
  // Decisions on what nobody has looked at belong to no team.
  ...["decision", "deployment"].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `create policy own_team on ${table}
       using (lineage_id is null or exists (select from lineage where lineage.id = ${table}.lineage_id))`,
  ]),
  // Written by whoever does what is told; read by the worker alone.
  "alter table outbox enable row level security",
  "create policy written on outbox for insert with check (true)",
  // Whose a name is has to be known before somebody else may not write under it.
  `create function team_of_lineage(kind text, name text, platform text, out team_id uuid) returns setof uuid
   language sql stable security definer set search_path = public, pg_temp as $$
     select lineage.team_id from lineage
     where (lineage.kind, lineage.name, lineage.platform) = ($1, $2, $3)
   $$`,
  // An index on lists of names is not used where a policy has to be asked first: so the ids are looked up before it.
  `create function findings_named(alias text) returns setof bigint
   language sql stable security definer set search_path = public, pg_temp as $$
     select id from finding where aliases @> array[$1]
   $$`,
  // Makes a table, which is the owner's to do.
  "alter function ensure_event_month(timestamptz) security definer set search_path = public, pg_temp",
];
