/** Under which scope all of the hub is counted, and what belongs to no team. No team has such an id: they are random. */
const WHOLE = "'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid";
const NOBODY = "'00000000-0000-0000-0000-000000000000'::uuid";

/** Runs as the owner: who is bound to teams writes what is counted for all of the hub, and sees none of it. */
const AS_OWNER = "security definer set search_path = public, pg_temp";

const OPEN = `select item_id, count(*)::int as findings, max(priority) as priority, min(severity) as severity
  from finding where lineage_id = one and closed_by is null group by 1`;

/**
 * Work items counted in step with the findings, so that a page of them reads what it shows. What is counted refers to
 * nothing by a foreign key: `roll_up` alone writes it, and a question for each row would cost more than the counting.
 */
export const workItemSums = [
  `create table work_item_part (
    lineage_id bigint not null,
    item_id bigint not null,
    scope uuid not null,
    findings int not null check (findings > 0),
    priority smallint not null,
    severity smallint not null,
    primary key (lineage_id, item_id)
  )`,
  "create index work_item_part_pressing on work_item_part (item_id, priority) include (lineage_id, findings)",
  "create index work_item_part_pressing_of on work_item_part (item_id, scope, priority) include (lineage_id, findings)",
  "create index work_item_part_gravest_of on work_item_part (item_id, scope, severity)",
  `create table work_item_sum (
    item_id bigint not null,
    scope uuid not null,
    findings int not null,
    lineages int not null,
    priority smallint not null,
    severity smallint not null,
    primary key (item_id, scope)
  )`,
  `insert into work_item_part
   select lineage_id, item_id, coalesce(team_id, ${NOBODY}), count(*), max(priority), min(severity)
   from finding where closed_by is null group by 1, 2, 3`,
  `insert into work_item_sum
   select item_id, coalesce(scope, ${WHOLE}), sum(findings), count(*), max(priority), min(severity)
   from work_item_part group by grouping sets ((item_id, scope), (item_id))`,
  "create index work_item_sum_pressing on work_item_sum (scope, priority desc, findings desc, item_id desc)",
  // What a look says, and what is to be done about it, by hashes: those that are known, and those that come.
  `create function known_words(hashes bytea[]) returns table (hash bytea, id bigint) language sql stable ${AS_OWNER} as $$
     select finding_words.hash, finding_words.id from finding_words where finding_words.hash = any (hashes)
   $$`,
  `create function store_words(hashes bytea[], rules text[], titles text[], confidences text[], subjects text[],
     purls text[], aliases text[], fixes text[]) returns table (hash bytea, id bigint) language sql volatile ${AS_OWNER} as $$
     insert into finding_words (hash, rule, title, confidence, subject, purl, aliases, fix)
     select one.hash, rule, title, confidence, subject, purl, array(select jsonb_array_elements_text(names::jsonb)), fix
     from unnest(hashes, rules, titles, confidences, subjects, purls, aliases, fixes)
       as one (hash, rule, title, confidence, subject, purl, names, fix)
     on conflict do nothing;
     select finding_words.hash, finding_words.id from finding_words where finding_words.hash = any (hashes);
   $$`,
  // Held until the transaction's end: one that nobody needs is not taken out while somebody is about to need it.
  `create function store_items(hashes bytea[], deeds text[], layers text[]) returns table (hash bytea, id bigint)
   language plpgsql ${AS_OWNER} as $$
   #variable_conflict use_column
   declare held int;
   begin
     loop
       select count(*) into held from (
         select from work_item where hash = any (hashes) order by hash for key share) as known;
       exit when held = cardinality(hashes);
       insert into work_item (hash, deed, root_layer) select * from unnest(hashes, deeds, layers) on conflict do nothing;
     end loop;
     return query select work_item.hash, work_item.id from work_item where hash = any (hashes);
   end $$`,
  // The greatest and the gravest cannot be counted up and down: they are looked up.
  `create function settle_items(items bigint[], scopes uuid[]) returns void language plpgsql ${AS_OWNER} as $$
   begin
     update work_item_sum as total set priority = own.priority, severity = own.severity from (
       select item_id, scope,
         (select max(priority) from work_item_part as part
           where part.item_id = one.item_id and part.scope = one.scope) as priority,
         (select min(severity) from work_item_part as part
           where part.item_id = one.item_id and part.scope = one.scope) as severity
       from work_item_sum as one where item_id = any (items) and scope = any (scopes) and lineages > 0) as own
     where total.item_id = own.item_id and total.scope = own.scope
       and (total.priority, total.severity) is distinct from (own.priority, own.severity);
     delete from work_item_sum where item_id = any (items) and lineages = 0;
     update work_item_sum as total set priority = own.priority, severity = own.severity from (
       select item_id, max(priority) as priority, min(severity) as severity from work_item_sum
       where item_id = any (items) and scope <> ${WHOLE} group by 1) as own
     where total.item_id = own.item_id and scope = ${WHOLE}
       and (total.priority, total.severity) is distinct from (own.priority, own.severity);
   end $$`,
  // To be called while the lineage is locked, after its findings changed.
  `create function roll_up(one bigint) returns void language plpgsql ${AS_OWNER} as $$
   declare
     own uuid := (select coalesce(team_id, ${NOBODY}) from lineage where id = one);
     touched bigint[];
     settled bigint[];
   begin
     update lineage set critical = now.critical, high = now.high, medium = now.medium, low = now.low, info = now.info
     from (select
       count(*) filter (where severity = 0) as critical, count(*) filter (where severity = 1) as high,
       count(*) filter (where severity = 2) as medium, count(*) filter (where severity = 3) as low,
       count(*) filter (where severity = 4) as info
       from finding where lineage_id = one and closed_by is null) as now
     where lineage.id = one and (lineage.critical, lineage.high, lineage.medium, lineage.low, lineage.info)
       is distinct from (now.critical, now.high, now.medium, now.low, now.info);
     select array_agg(item_id order by item_id) into touched from (${OPEN}) as now
     full join (select * from work_item_part where lineage_id = one) as old using (item_id)
     where (now.findings, now.priority, now.severity) is distinct from (old.findings, old.priority, old.severity);
     if touched is null then return; end if;
     -- In one order for everybody; what others count of these is there afterwards.
     perform from work_item where id = any (touched) order by id for no key update;
     with now as (${OPEN}),
     old as (select * from work_item_part where lineage_id = one and item_id = any (touched)),
     differs as (
       select item_id, now.findings, now.priority, now.severity,
         coalesce(now.findings, 0) - coalesce(old.findings, 0) as more,
         (now.item_id is not null)::int - (old.item_id is not null)::int as lineages
       from (select * from now where item_id = any (touched)) as now full join old using (item_id)
     ), gone as (
       delete from work_item_part as part using differs
       where part.lineage_id = one and part.item_id = differs.item_id and differs.findings is null
     ), put as (
       insert into work_item_part (lineage_id, item_id, scope, findings, priority, severity)
       select one, item_id, own, findings, priority, severity from differs where findings is not null
       on conflict (lineage_id, item_id) do update
       set findings = excluded.findings, priority = excluded.priority, severity = excluded.severity
     ), added as (
       insert into work_item_sum as total (item_id, scope, findings, lineages, priority, severity)
       select item_id, scope, more, lineages, coalesce(priority, 0), coalesce(severity, 4)
       from differs cross join unnest(array[own, ${WHOLE}]) as scope
       on conflict (item_id, scope) do update
       set findings = total.findings + excluded.findings, lineages = total.lineages + excluded.lineages
       returning item_id, xmax <> 0 as was_there
     )
     -- One that was not there has this lineage's own greatest and gravest already.
     select array_agg(distinct item_id) into settled from added where was_there;
     if settled is null then return; end if;
     perform settle_items(settled, array[own]);
     -- Items that nobody has any more: each build of a layer has items of its own.
     select array_agg(id) into touched from unnest(touched) as id
     where not exists (select from work_item_part where lineage_id = one and item_id = id);
     if touched is null then return; end if;
     select array_agg(id) into touched from (
       select id from work_item where id = any (touched)
         and not exists (select from finding where item_id = work_item.id) for update skip locked) as unused;
     if touched is null then return; end if;
     delete from work_item where id = any (touched) and not exists (select from finding where item_id = work_item.id);
   end $$`,
  `create function follow_team() returns trigger language plpgsql ${AS_OWNER} as $$
   declare
     before uuid := coalesce(old.team_id, ${NOBODY});
     after uuid := coalesce(new.team_id, ${NOBODY});
     touched bigint[];
   begin
     update finding set team_id = new.team_id where lineage_id = new.id;
     select array_agg(item_id order by item_id) into touched from work_item_part where lineage_id = new.id;
     if touched is null then return null; end if;
     perform from work_item where id = any (touched) order by id for no key update;
     with moved as (
       update work_item_part set scope = after where lineage_id = new.id returning item_id, findings, priority, severity
     )
     insert into work_item_sum as total (item_id, scope, findings, lineages, priority, severity)
     select item_id, scope, sign * findings, sign, priority, severity
     from moved cross join (values (before, -1), (after, 1)) as way (scope, sign)
     on conflict (item_id, scope) do update
     set findings = total.findings + excluded.findings, lineages = total.lineages + excluded.lineages;
     perform settle_items(touched, array[before, after]);
     return null;
   end $$`,
  `create trigger lineage_moved after update of team_id on lineage for each row
   when (old.team_id is distinct from new.team_id) execute function follow_team()`,
  ...["work_item_part", "work_item_sum"].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `create policy own_team on ${table} using (scope = any ((select waybill_teams())::uuid[]))`,
  ]),
  "alter table work_item enable row level security",
  `create policy of_own on work_item
     using (exists (select from work_item_sum where work_item_sum.item_id = work_item.id))`,
];
