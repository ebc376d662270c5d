import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import type { ClientConfig } from "pg";
import { type Database, openDatabase } from "../../src/hub/db/database.ts";
import { connectionTo } from "../../src/hub/embedded-postgres/supervisor.ts";
import { type StoredComponent, writePairs } from "../../src/hub/matching/match-stored.ts";
import { makePortfolio, type Portfolio, type PortfolioSize, teamId } from "./portfolio.ts";

/** One list, asked as somebody. */
export interface PageFigure {
  readonly list: string;
  readonly role: string;
  /** Milliseconds. */
  readonly median: number;
  readonly p95: number;
  /** Rows of the last page. */
  readonly rows: number;
}

export interface ScaleFigures {
  readonly size: PortfolioSize;
  readonly portfolio: Portfolio;
  readonly megabytes: number;
  readonly largest: readonly string[];
  readonly pages: readonly PageFigure[];
  /** Pairs of component and hole that were new, and until when who they concern was known; seconds. */
  readonly advisoryDay: {
    readonly pairs: number;
    readonly images: number;
    readonly stale: number;
    readonly seconds: number;
  };
}

export type Ask = (path: string, key: string) => Promise<Record<string, unknown>>;

/** Who asks. */
export interface Callers {
  readonly ask: Ask;
  /** The administrator's key. */
  readonly admin: string;
  /** Makes a key of a role, bound to a team. */
  readonly keyFor: (role: string, team: string) => Promise<string>;
}

/** Of each list, asked one after the other by two at once. */
const TIMES = 40;

/**
 * Fills the database of a hub that runs in `folder`, and asks for every list as an administrator and as a viewer of one team.
 */
export async function measureScale(folder: string, size: PortfolioSize, hub: Callers): Promise<ScaleFigures> {
  const connection = connectionTo(join(folder, "hub", "socket"));
  const portfolio = await keptPortfolio(folder, connection, size);
  const database = openDatabase(connection, { statementTimeout: 0, connections: 2 });
  try {
    const pages = await measurePages(database, hub);
    const { rows } = await sql<{ text: string }>`
      select relname || ' ' || pg_size_pretty(pg_total_relation_size(oid)) as text from pg_class
      where relkind = 'r' and relnamespace = 'public'::regnamespace
      order by pg_total_relation_size(oid) desc limit 6`.execute(database);
    return {
      size,
      portfolio,
      megabytes: Number(
        execFileSync("du", ["-sm", join(folder, "hub", "cluster")], { encoding: "utf8" }).split("\t")[0],
      ),
      largest: rows.map(({ text }) => text),
      pages,
      advisoryDay: await advisoryDay(database),
    };
  } finally {
    await database.destroy();
  }
}

/** The one that lies in the folder already, or a new one. */
async function keptPortfolio(folder: string, connection: ClientConfig, size: PortfolioSize): Promise<Portfolio> {
  const kept = join(folder, "portfolio.json");
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, "utf8")) as Portfolio;
  const portfolio = await makePortfolio(connection, size);
  writeFileSync(kept, JSON.stringify(portfolio));
  return portfolio;
}

/** Asks for every list, of each role. */
export async function measurePages(database: Database, { ask, admin, keyFor }: Callers): Promise<PageFigure[]> {
  const { rows } = await sql<{ id: string }>`select ${sql.raw(teamId("2"))}::text as id`.execute(database);
  const team = rows[0]?.id ?? "";
  const viewer = await keyFor("viewer", team);
  const pages: PageFigure[] = [];
  for (const [role, key] of [
    ["administrator", admin],
    ["viewer of one team", viewer],
  ] as const)
    for (const list of await listsFor(database, team)) pages.push(await measure(ask, list, role, key));
  return pages;
}

/** Every list that there is, whole and narrowed in each way; of a lineage and image of the viewer's team. */
async function listsFor(database: Database, team: string): Promise<string[]> {
  const { rows } = await sql<{ lineage: number; name: string; image: number; purl: string; hole: string }>`
    select lineage.id as lineage, lineage.name, image_id as image, purl, vulnerability as hole from lineage
    join image_content using (image_id) join content_component using (content_id)
    join component on component.id = component_id join component_vulnerability using (component_id)
    where team_id = ${team}::uuid and kind = 'image' order by position, component_id limit 1`.execute(database);
  const [one] = rows;
  if (one === undefined) throw new Error("no image of the team");
  const [purl, name] = [encodeURIComponent(one.purl), encodeURIComponent(one.name)];
  return [
    "/v1/findings",
    "/v1/findings?limit=200",
    ...["critical", "low", "info"].map((severity) => `/v1/findings?severity=${severity}`),
    ...["advisories", "secrets", "config"].map((room) => `/v1/findings?room=${room}`),
    "/v1/findings?state=closed",
    "/v1/findings?overdue=true",
    "/v1/findings?overdue=true&severity=low",
    `/v1/findings?alias=${one.hole}`,
    `/v1/findings?purl=${purl}`,
    `/v1/findings?lineage=${one.lineage}`,
    "/v1/work-items",
    `/v1/work-items?lineage=${one.lineage}`,
    "/v1/lineages",
    `/v1/lineages?name=${name}`,
    `/v1/lineages/${one.lineage}/images`,
    `/v1/images/${one.image}/components`,
    "/v1/components/affected",
    "/v1/components/affected?ever=true",
    "/v1/components/affected?malicious=true",
    "/v1/components/affected?severity=info",
    `/v1/components/affected?alias=${one.hole}`,
    `/v1/components/affected?purl=${purl}`,
    "/v1/components/affected?since=2026-10-20T00:00:00Z",
    "/v1/waivers",
    "/v1/deployments",
    "/v1/teams",
  ];
}

/** The first pages and those after them, so that deep ones count, too. */
async function measure(ask: Ask, list: string, role: string, key: string): Promise<PageFigure> {
  const took: number[] = [];
  let rows = 0;
  let next: string | undefined;
  const one = async () => {
    for (let time = 0; time < TIMES / 2; time++) {
      const path = next === undefined ? list : `${list}${list.includes("?") ? "&" : "?"}after=${next}`;
      const start = performance.now();
      const page = await ask(path, key);
      took.push(performance.now() - start);
      next = typeof page["next"] === "string" ? page["next"] : undefined;
      rows = Array.isArray(page["items"]) ? page["items"].length : 0;
    }
  };
  await Promise.all([one(), one()]);
  took.sort((a, b) => a - b);
  return { list, role, median: took[took.length >> 1] ?? 0, p95: took[Math.ceil(took.length * 0.95) - 1] ?? 0, rows };
}

/** Writes 5,000 new pairs as the worker does, a thousand components a step, and counts the images that hold them. */
async function advisoryDay(database: Database) {
  const { rows: components } = await sql<StoredComponent>`
    select component.id, purl, source_name, source_version from component
    where id % 37 = 0 and id < 185001 order by id limit 5000`.execute(database);
  const ids = components.map(({ id }) => id);
  const { rows: known } = await sql<{
    purl: string;
    vulnerability: string;
    records: string[];
    because: string;
    fixed_in: string;
    malicious: boolean;
    severity: number;
  }>`
    select purl, vulnerability, records, because, fixed_in, malicious, severity from component_vulnerability
    join component on component.id = component_id where component_id = any(${ids}::bigint[])`.execute(database);
  const names = ["critical", "high", "medium", "low", "info"];
  const before = Map.groupBy(known, ({ purl }) => purl);
  const now = new Date();
  const start = performance.now();
  for (let at = 0; at < components.length; at += 1_000) {
    const step = components.slice(at, at + 1_000);
    const affected = step.flatMap(({ purl }) => [
      ...(before.get(purl) ?? []).map(({ fixed_in, severity, ...pair }) => ({
        ...pair,
        where: [],
        severity: names[severity] ?? "unrated",
        fixedIn: fixed_in,
      })),
      {
        purl,
        where: [],
        vulnerability: "CVE-2026-99999",
        records: ["CVE-2026-99999"],
        malicious: false,
        severity: "critical",
        because: "below 9",
        fixedIn: "9",
      },
    ]);
    await database.transaction().execute(async (transaction) => await writePairs(transaction, step, affected, now));
  }
  const { rows } = await sql<{ images: number; stale: number }>`
    select (select count(*) from (select distinct image_id, component_id from component_vulnerability
        join content_component using (component_id) join image_content using (content_id)
        where vulnerability = 'CVE-2026-99999') as one) as images,
      (select count(*) from stale_lineage) as stale`.execute(database);
  const seconds = (performance.now() - start) / 1000;
  const [counted] = rows;
  return { pairs: components.length, images: counted?.images ?? 0, stale: counted?.stale ?? 0, seconds };
}
