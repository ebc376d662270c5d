import { sql } from "kysely";
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Freshness } from "../advisories/freshness.ts";
import type { Database } from "../db/database.ts";

/** Counts what the hub does, and tells it with what it holds. */
export interface Meter {
  /** One request that was answered. `route` is the endpoint's path, never the caller's, which could be anything. */
  answered(method: string, route: string, status: number, seconds: number): void;
  /** All of it, in the text form of Prometheus. */
  read(database: Database, freshness: Freshness): Promise<string>;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

export function createMeter(): Meter {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const requests = new Histogram({
    name: "waybill_request_seconds",
    help: "Time until a request was answered",
    labelNames: ["method", "route", "status"],
    buckets: SECONDS,
    registers: [register],
  });
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers: [register] });
  const open = gauge("waybill_findings_open", "Open findings", ["severity"]);
  const lineages = gauge("waybill_lineages", "What changes from build to build under one name");
  const waiting = gauge("waybill_waiting", "What the worker has still to do", ["what"]);
  const dead = gauge("waybill_messages_dead", "Messages to subscribers that were given up, of the last day");
  const asked = gauge("waybill_decisions", "Decisions of the last day", ["admitted"]);
  const age = gauge("waybill_advisories_age_seconds", "Time since the advisory source was renewed that waits longest");
  const stale = gauge("waybill_advisories_stale", "Whether a source is older than it should be, or there is none");
  const deployed = gauge("waybill_deployments", "Deployments of the last day", ["known"]);
  return {
    answered: (method, route, status, seconds) =>
      requests.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, seconds),
    async read(database, { oldest, state }) {
      age.set(oldest ?? Number.NaN);
      stale.set(state === "fresh" ? 0 : 1);
      const held = await readHeld(database);
      for (const severity of ["critical", "high", "medium", "low", "info"] as const)
        open.set({ severity }, held[severity]);
      lineages.set(held.lineages);
      waiting.set({ what: "components" }, held.components);
      waiting.set({ what: "lineages" }, held.stale);
      waiting.set({ what: "messages" }, held.messages);
      dead.set(held.dead);
      asked.set({ admitted: "yes" }, held.admitted);
      asked.set({ admitted: "no" }, held.refused);
      deployed.set({ known: "clean" }, held.clean);
      deployed.set({ known: "unaccepted" }, held.unaccepted);
      deployed.set({ known: "never-looked-at" }, held.unknown);
      return await register.metrics();
    },
  };
}

type Held = Readonly<
  Record<
    | "critical"
    | "high"
    | "medium"
    | "low"
    | "info"
    | "lineages"
    | "components"
    | "stale"
    | "messages"
    | "dead"
    | "admitted"
    | "refused"
    | "clean"
    | "unaccepted"
    | "unknown",
    number
  >
>;

/** Out of the lineages' own counts and of one day: no question here grows with all that is stored. */
async function readHeld(database: Database): Promise<Held> {
  const { rows } = await sql<Held>`
    select open.*, work.*, told.*, asked.*, went.* from
      (select coalesce(sum(critical), 0) as critical, coalesce(sum(high), 0) as high, coalesce(sum(medium), 0) as medium,
        coalesce(sum(low), 0) as low, coalesce(sum(info), 0) as info, count(*) as lineages from lineage) as open,
      (select (select count(*) from (select from unmatched limit 100000) as one) as components,
        (select count(*) from stale_lineage) as stale) as work,
      (select (select count(*) from (select from delivery where state = 'waiting' limit 100000) as one)
          + (select count(*) from (select from outbox limit 100000) as one) as messages,
        (select count(*) from delivery where state = 'dead' and ended_at > now() - interval '1 day') as dead) as told,
      (select count(*) filter (where admitted) as admitted, count(*) filter (where not admitted) as refused
        from decision where at > now() - interval '1 day') as asked,
      (select count(*) filter (where unaccepted = 0) as clean, count(*) filter (where unaccepted > 0) as unaccepted,
        count(*) filter (where unaccepted is null) as unknown
        from deployment where at > now() - interval '1 day') as went`.execute(database);
  const [held] = rows;
  if (held === undefined) throw new Error("no row of what is held");
  return held;
}
