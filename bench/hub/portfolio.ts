import { Client, type ClientConfig } from "pg";

/** How large a made-up portfolio is. */
export interface PortfolioSize {
  /** Images that were built; each service has twenty. */
  readonly images: number;
  /** Images and repositories together, each under its name. */
  readonly lineages: number;
  readonly teams: number;
}

export const BUILDS = 20;

export function portfolioOf(images: number): PortfolioSize {
  return { images, lineages: images, teams: Math.max(4, Math.round(images / 500)) };
}

/** What came out, counted. */
export interface Portfolio {
  readonly imageComponents: number;
  readonly derivedFindings: number;
  readonly findings: number;
  readonly workItems: number;
  readonly seconds: number;
}

/** A number that follows from others and looks drawn, as SQL. */
const drawn = (...parts: string[]) =>
  `abs(hashint8(${parts.map((part, n) => `(${part})::bigint * ${7_919 + 2 * n}`).join(" + ")}))`;

const digest = (text: string) => `'sha256:' || encode(sha256((${text})::bytea), 'hex')`;

/** The id of the n-th team, as SQL: a UUID of the fourth version. */
export const teamId = (n: string) =>
  `overlay(overlay(md5('team ' || ${n}) placing '4' from 13) placing 'a' from 17)::uuid`;

/**
 * Fills a hub's empty database by SQL alone, as pushes would have left it: services stand on 40 bases of 150 packages and
 * 100 runtimes of 60, have 120 dependencies that change every fourth build, and a layer of their own in each. A package of
 * a base has about eight holes and others about two. Repositories have ten findings each. Indexes are built at the end.
 */
export async function makePortfolio(connection: ClientConfig, size: PortfolioSize): Promise<Portfolio> {
  const start = performance.now();
  const client = new Client(connection);
  await client.connect();
  const services = Math.ceil(size.images / BUILDS);
  const repositories = size.lineages - services;
  try {
    // No foreign key is asked for a row that follows from a row that is there; all of them hold afterwards.
    await client.query("set session_replication_role = replica");
    await client.query("set maintenance_work_mem = '512MB'; set work_mem = '256MB'; set synchronous_commit = off");
    const indexes = await dropIndexes(client);
    for (const statement of [
      ...components(),
      ...contents(services),
      ...lineages(size, services, repositories),
      ...images(services),
    ])
      await client.query(statement);
    await client.query("analyze");
    for (const statement of [...findingsOfServices(), ...findingsOfRepositories(services)])
      await client.query(statement);
    for (const { definition } of indexes) await client.query(definition);
    await client.query("analyze");
    for (const statement of ROLL_UPS) await client.query(statement);
    await client.query("vacuum analyze");
    await client.query("checkpoint");
    const { rows } = await client.query<Record<string, string>>(COUNTS);
    const [counted] = rows;
    if (counted === undefined) throw new Error("nothing was counted");
    const numbers = Object.entries(counted).map(([name, value]) => [name, Number(value)]);
    return {
      ...(Object.fromEntries(numbers) as unknown as Omit<Portfolio, "seconds">),
      seconds: (performance.now() - start) / 1000,
    };
  } finally {
    await client.end();
  }
}

const FILLED = [
  "finding",
  "finding_words",
  "content_component",
  "image_content",
  "component_vulnerability",
  "work_item",
];

/** All of the filled tables' that hold no promise; answers how to make them again. */
async function dropIndexes(client: Client): Promise<readonly { name: string; definition: string }[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
     where indrelid = any ($1::regclass[]) and not indisunique`,
    [FILLED],
  );
  for (const { name } of rows) await client.query(`drop index ${name}`);
  return rows;
}

/** 18,000 packages of distributions and 182,000 others, and what advisories say of them. */
function components(): string[] {
  return [
    `insert into component (purl, type, name, version)
     select case when n <= 18000 then 'pkg:deb/debian/os-' else 'pkg:npm/library-' end || n / 6 || '@1.' || n % 6 || '.0',
       case when n <= 18000 then 'deb' else 'npm' end, case when n <= 18000 then 'os-' else 'library-' end || n / 6,
       '1.' || n % 6 || '.0'
     from generate_series(1, 200000) as n`,
    `insert into component_vulnerability
       (component_id, vulnerability, records, malicious, severity, because, fixed_in, since)
     select id, 'CVE-2025-' || hole, array['CVE-2025-' || hole, 'GHSA-' || hole], false,
       (array[0, 1, 1, 2, 2, 2, 2, 3, 3, 4])[1 + hole % 10], 'below 1.9.0', '1.9.0',
       timestamptz '2026-01-01' + make_interval(days => (hole % 300)::int)
     from (select id, ${drawn("id / 6", "n")} % 60000 as hole from component cross join lateral
       generate_series(1, case when id <= 18000 then 8 else (id % 5)::int end) as n) as one
     on conflict do nothing`,
    "update component_vulnerability set malicious = true, severity = 0 where component_id % 20011 = 0",
  ];
}

/** Bases and runtimes, dependencies of each fourth build of a service, and each image's own layer. */
function contents(services: number): string[] {
  const layers = (kind: string, count: string, first: string) =>
    `insert into content (id, hash, components) overriding system value
     select ${first} + n, sha256(('${kind} ' || n)::bytea), 0 from generate_series(1, ${count}) as n`;
  const fill = (count: string, first: string, size: number, component: string) =>
    `insert into content_component (content_id, component_id, owned)
     select distinct ${first} + n, ${component}, false
     from generate_series(1, ${count}) as n cross join generate_series(1, ${size}) as k`;
  const builds = services * BUILDS;
  return [
    layers("base", "40", "0"),
    fill("40", "0", 150, `1 + (${drawn("n", "k")} % 3000) * 6 + n % 6`),
    layers("runtime", "100", "100"),
    fill("100", "100", 60, `18001 + ${drawn("n", "k")} % 6000`),
    layers("dependencies", `${services * 5}`, "1000"),
    // A newer build's dependencies are the older one's but for a tenth.
    fill(
      `${services * 5}`,
      "1000",
      120,
      `24001 + ${drawn("case when k % 10 = 0 then n else (n - 1) / 5 end", "k")} % 150000`,
    ),
    layers("own", `${builds}`, "10000000"),
    fill(`${builds}`, "10000000", 7, `174001 + ${drawn("n", "k")} % 25000`),
    `update content set components = one.n from (
       select content_id, count(*) as n from content_component group by 1) as one where id = content_id`,
    `insert into layer (id, digest) overriding system value select id, ${digest("'layer ' || id")} from content`,
    ...["content", "layer"].map((table) => `select setval(pg_get_serial_sequence('${table}', 'id'), 100000000)`),
  ];
}

function lineages({ teams }: PortfolioSize, services: number, repositories: number): string[] {
  return [
    `insert into team (id, name, created_at) select ${teamId("n")}, 'team ' || n, now()
     from generate_series(1, ${teams}) as n`,
    `insert into lineage (id, kind, name, platform, team_id, created_at) overriding system value
     select n, case when n <= ${services} then 'image' else 'repository' end,
       case when n <= ${services} then 'registry.example.com/team-' || n % ${teams} || '/service-' || n
         else 'https://git.example.com/team-' || n % ${teams} || '/repository-' || n end,
       case when n <= ${services} then 'linux/amd64' else '' end, ${teamId(`1 + n % ${teams}`)},
       timestamptz '2026-01-01'
     from generate_series(1, ${services + repositories}) as n`,
    `select setval(pg_get_serial_sequence('lineage', 'id'), ${services + repositories})`,
  ];
}

/** Twenty builds of each service; one state of each repository, and a look at each of these. */
function images(services: number): string[] {
  return [
    `insert into image (id, lineage_id, digest, first_seen_at, composed_at, whole) overriding system value
     select n, 1 + (n - 1) / ${BUILDS}, ${digest("'image ' || n")}, at, at, true
     from (select n, timestamptz '2026-05-01' + make_interval(days => (7 * (n % ${BUILDS}))::int) as at
       from generate_series(1, ${services * BUILDS}) as n) as one`,
    `insert into image (id, lineage_id, digest, first_seen_at) overriding system value
     select 1000000000 + id, id, md5('commit ' || id), timestamptz '2026-10-01' from lineage where kind = 'repository'`,
    "select setval(pg_get_serial_sequence('image', 'id'), 2000000000)",
    `insert into image_content (image_id, position, layer_id, content_id)
     select image.id, position, content_id, content_id from image
     join lineage on lineage.id = lineage_id and kind = 'image' cross join lateral (values
       (0, 1 + lineage_id % 40), (1, 101 + lineage_id % 100),
       (2, 1001 + (lineage_id - 1) * 5 + ((image.id - 1) % ${BUILDS}) / 4), (3, 10000000 + image.id))
       as layers (position, content_id)`,
    `update lineage set image_id = one.id from (select lineage_id, max(id) as id from image group by 1) as one
     where lineage.id = lineage_id`,
    `insert into scan (id, lineage_id, image_id, digest, taken_at, received_at, scanner, version, advisories_at, rooms,
       contents, complete, found, actor) overriding system value
     select id, lineage_id, id, sha256(digest::bytea), first_seen_at, first_seen_at, 'waybill', '1.0.0', first_seen_at,
       '{"advisories": "complete", "inventory": "complete", "secrets": "complete"}',
       (select array_agg(content_id order by position) from image_content where image_id = image.id), true, 1600,
       'key 00000000-0000-0000-0000-000000000000 (ci)'
     from image`,
    "select setval(pg_get_serial_sequence('scan', 'id'), 2000000000)",
  ];
}

/** Every hole of each service's newest image. One in fifty was closed by it. */
function findingsOfServices(): string[] {
  return [
    `create unlogged table said as
     select row_number() over () as id, component_id, vulnerability, purl, name, severity, records
     from component_vulnerability join component on component.id = component_id`,
    `insert into finding_words (id, hash, rule, title, confidence, subject, purl, aliases, fix) overriding system value
     select id, sha256((purl || vulnerability)::bytea), 'advisories/known-vulnerability',
       name || ' has ' || vulnerability || ': input of a caller is written beyond a buffer''s end', 'proven',
       'purl ' || purl, purl, records, 'Upgrade ' || name || ' to 1.9.0.' from said`,
    `create unlogged table held as
     select distinct on (lineage.id, said.id) lineage.id as lineage_id, team_id, image.id as image_id, first_seen_at,
       said.id as words_id, said.vulnerability, said.purl, said.name, said.severity, layer_id,
       md5('Upgrade ' || said.name || ' to 1.9.0. ' || layer.digest) as item
     from lineage join image on image.id = lineage.image_id join image_content on image_content.image_id = image.id
     join layer on layer.id = layer_id join content_component using (content_id) join said using (component_id)
     where kind = 'image'`,
    `insert into work_item (hash, deed, root_layer)
     select decode(item, 'hex'), min('Upgrade ' || name || ' to 1.9.0.'), min(digest)
     from (select distinct item, name, layer_id from held) as one join layer on layer.id = layer_id group by item`,
    finding(
      `lineage_id, left(md5(purl || vulnerability), 24), 'advisories', held.severity,
       least(99, greatest(1, 88 - 20 * held.severity + ${drawn("words_id")} % 20)),
       'var/lib/dpkg/status in ' || substr(root_layer, 8, 12), words_id, work_item.id, layer_id, team_id, image_id,
       case when ${drawn("lineage_id", "words_id")} % 50 = 0 then image_id end,
       timestamptz '2026-11-01' - make_interval(days => (${drawn("lineage_id", "words_id")} % 150)::int)`,
      "held join work_item on hash = decode(item, 'hex')",
    ),
    "drop table said, held",
  ];
}

/** Ten findings of each repository, of 400 rules, and one credential of its own. */
function findingsOfRepositories(services: number): string[] {
  return [
    `insert into finding_words (id, hash, rule, title, confidence, subject, aliases, fix) overriding system value
     select 100000000 + n, sha256(('rule ' || n)::bytea), 'workflows/rule-' || n, 'A job does what rule ' || n || ' warns of',
       'likely', 'job build', '{}', 'Do it another way.' from generate_series(0, 399) as n`,
    `insert into finding_words (id, hash, rule, title, confidence, subject, aliases, fix) overriding system value
     select 200000000 + id, sha256(('secret ' || id)::bytea), 'secrets/credential', 'A credential lies in a script', 'likely',
       'credential ' || left(md5('secret ' || id), 24), '{}', 'Revoke it, and read it from a vault.'
     from lineage where id > ${services}`,
    "select setval(pg_get_serial_sequence('finding_words', 'id'), 1000000000)",
    `insert into work_item (hash, deed)
     select decode(md5('Mend ' || k || ' ' || id), 'hex'), 'Mend ' || k
     from lineage cross join generate_series(0, 4) as k where id > ${services}`,
    finding(
      `lineage.id, left(md5(lineage.id || ' ' || k), 24),
       case when k = 0 then 'secrets' when k < 7 then 'workflows' else 'config' end, 1 + ${drawn("lineage.id", "k")} % 3,
       10 + ${drawn("lineage.id", "k")} % 70, '.github/workflows/build.yml:' || k,
       case when k = 0 then 200000000 + lineage.id else 100000000 + ${drawn("lineage.id", "k")} % 400 end, work_item.id,
       null::bigint, team_id, image_id, case when ${drawn("lineage.id", "k")} % 50 = 0 then image_id end,
       timestamptz '2026-11-01' - make_interval(days => (${drawn("lineage.id", "k")} % 150)::int)`,
      `lineage cross join generate_series(0, 9) as k
       join work_item on hash = decode(md5('Mend ' || k % 5 || ' ' || lineage.id), 'hex') where lineage.id > ${services}`,
    ),
  ];
}

/** Those of one lineage lie together, as one push writes them. */
function finding(columns: string, from: string): string {
  return `insert into finding (lineage_id, fingerprint, room, severity, priority, place, words_id, item_id, layer_id, team_id,
      first_found, closed_by, opened_at, reason, closed_at, overdue_told)
    select *, case when closing is not null then 'upgraded' end, case when closing is not null then timestamptz '2026-11-02' end, true
    from (select ${columns} from ${from} order by 1) as one (lineage_id, fingerprint, room, severity, priority, place,
      words_id, item_id, layer_id, team_id, first_found, closing, opened_at)`;
}

/** As \`roll_up\` leaves them, for all at once. */
const ROLL_UPS = [
  `insert into work_item_part
   select lineage_id, item_id, team_id, count(*), max(priority), min(severity)
   from finding where closed_by is null group by 1, 2, 3`,
  `insert into work_item_sum
   select item_id, coalesce(scope, 'ffffffff-ffff-ffff-ffff-ffffffffffff'), sum(findings), count(*), max(priority),
     min(severity)
   from work_item_part group by grouping sets ((item_id, scope), (item_id))`,
  `update lineage set critical = one.critical, high = one.high, medium = one.medium, low = one.low, info = one.info
   from (select lineage_id, count(*) filter (where severity = 0) as critical, count(*) filter (where severity = 1) as high,
     count(*) filter (where severity = 2) as medium, count(*) filter (where severity = 3) as low,
     count(*) filter (where severity = 4) as info from finding where closed_by is null group by 1) as one
   where lineage.id = lineage_id`,
];

const COUNTS = `
  with held as (
    select content_id, count(*) as components, coalesce(sum(holes), 0) as holes from content_component
    left join (select component_id, count(*) as holes from component_vulnerability group by 1) as one using (component_id)
    group by 1)
  select sum(components) as "imageComponents", sum(holes) as "derivedFindings",
    (select count(*) from finding) as findings, (select count(*) from work_item) as "workItems"
  from image_content join held using (content_id)`;
