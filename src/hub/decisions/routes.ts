import { type Selectable, sql } from "kysely";
import type * as z from "zod";
import {
  askDecision,
  type Deployment,
  deploymentShare,
  listDeployments,
  listEnvironments,
  recordDeployment,
  setEnvironment,
} from "../../contract/decisions.ts";
import { cursorOf } from "../../contract/paging.ts";
import { recordDeed } from "../audit/record-deed.ts";
import { actorOf, type Principal } from "../auth/principal.ts";
import { ofOwnTeams } from "../auth/scope.ts";
import type { Database } from "../db/database.ts";
import { afterKey } from "../db/keyset.ts";
import type { DeploymentTable, EnvironmentTable } from "../db/tables/decision-tables.ts";
import { Problem } from "../http/problems.ts";
import { type Route, route } from "../http/route.ts";
import { noteDeployment } from "../notifications/outbox.ts";
import { type Admitted, admit, findImages } from "./admit.ts";
import { decideAndRecord } from "./decide.ts";

/** The image's team; of one that nobody has looked at, the caller's own. */
async function scopeOf(database: Database, principal: Principal, digest: string, name: string | undefined) {
  const [known] = await findImages(database, principal, digest, name);
  if (known !== undefined) return known.team;
  return principal.teams === "all" ? null : (principal.teams[0] ?? null);
}

export const DECISION_ROUTES: readonly Route[] = [
  route(setEnvironment, async ({ params: { name }, body, principal }, { database, now }) => {
    return await database.transaction().execute(async (transaction) => {
      const wish = { fail_on: body.failOn, only_new: body.onlyNew, rooms: body.rooms, most_days: body.mostDays };
      const row = await transaction
        .insertInto("environment")
        .values({ name, version: 1, ...wish })
        .onConflict((conflict) =>
          conflict.column("name").doUpdateSet({ ...wish, version: sql<number>`environment.version + 1` }),
        )
        .returningAll()
        .executeTakeFirstOrThrow();
      const deed = { at: now(), actor: actorOf(principal), action: "environments.set", about: `environment ${name}` };
      await recordDeed(transaction, { ...deed, detail: { ...body, version: row.version } });
      return asEnvironment(row);
    });
  }),
  route(listEnvironments, async ({ query: { after, limit } }, { database }) => {
    const start = afterKey(after, ["text"]);
    const rows = await database
      .selectFrom("environment")
      .selectAll()
      .$if(start !== undefined, (one) => one.where("name", ">", String(start?.[0])))
      .orderBy("name")
      .limit(limit + 1)
      .execute();
    const items = rows.slice(0, limit).map(asEnvironment);
    const last = items.at(-1);
    return rows.length <= limit || last === undefined ? { items } : { items, next: cursorOf([last.name]) };
  }),
  route(
    askDecision,
    async ({ body, principal }, { database, now }) => await decideAndRecord(database, principal, body, now()),
    async ({ body, principal }, { database }) => await scopeOf(database, principal, body.digest, body.name),
  ),
  route(
    recordDeployment,
    async ({ body, principal }, { database, now }) => {
      return await database.transaction().execute(async (transaction) => {
        const recordedAt = now();
        const at = body.at === undefined ? recordedAt : new Date(body.at);
        if (at.getTime() > recordedAt.getTime() + 10 * 60_000)
          throw new Problem(400, "deployments/no-time", "No such time", "`at` lies ahead.");
        const actor = actorOf(principal);
        const images = await findImages(transaction, principal, body.digest, body.name);
        const said = await admit(transaction, images, body.environment, recordedAt);
        const { known } = said;
        const decision = await newestDecision(transaction, body.environment, body.digest);
        const row = await transaction
          .insertInto("deployment")
          .values({
            at,
            recorded_at: recordedAt,
            environment: body.environment,
            digest: body.digest,
            lineage_id: known?.lineage ?? null,
            image_id: known?.image ?? null,
            decision_id: decision?.id ?? null,
            actor,
            policy: said.standard.policy,
            open_set: said.openSet,
            unaccepted: known === null ? null : said.unaccepted.length,
            waivers: [...said.waiversUsed],
            until: said.until,
            client_key: `${principal.id} ${body.key}`,
          })
          .onConflict((conflict) => conflict.column("client_key").doNothing())
          .returningAll()
          .executeTakeFirst();
        if (row === undefined) return await recordedBefore(transaction, principal, body);
        if (!said.admitted || decision?.admitted === false) await noteAgainst(transaction, row, said, decision);
        await recordDeed(transaction, {
          at: recordedAt,
          actor,
          action: "deployments.record",
          about: `deployment ${row.id}`,
          detail: {
            environment: row.environment,
            digest: row.digest,
            at: at.toISOString(),
            policy: row.policy,
            openSet: row.open_set.toString("hex"),
            unaccepted: row.unaccepted,
            waivers: row.waivers,
            decision: row.decision_id,
          },
        });
        return asDeployment(row);
      });
    },
    async ({ body, principal }, { database }) => await scopeOf(database, principal, body.digest, body.name),
  ),
  route(listDeployments, async ({ query: { after, limit, environment }, principal }, { database }) => {
    const start = afterKey(after, ["number"]);
    const rows = await database
      .selectFrom("deployment")
      .leftJoin("lineage", "lineage.id", "deployment.lineage_id")
      .selectAll("deployment")
      .where(ofOwnTeams(principal, "lineage.team_id"))
      .$if(environment !== undefined, (one) => one.where("environment", "=", environment ?? ""))
      .$if(start !== undefined, (one) => one.where("deployment.id", "<", Number(start?.[0])))
      .orderBy("deployment.id", "desc")
      .limit(limit + 1)
      .execute();
    const items = rows.slice(0, limit).map(asDeployment);
    const last = items.at(-1);
    return rows.length <= limit || last === undefined ? { items } : { items, next: cursorOf([last.id]) };
  }),
  route(deploymentShare, async ({ query: { environment, since }, principal }, { database }) => {
    const { rows } = await sql<{ deployments: number; with_unaccepted: number; never: number }>`
      select count(*) as deployments, count(*) filter (where unaccepted > 0) as with_unaccepted,
        count(*) filter (where unaccepted is null) as never
      from deployment left join lineage on lineage.id = deployment.lineage_id
      where ${ofOwnTeams(principal, "lineage.team_id")}
        and (${environment ?? null}::text is null or environment = ${environment ?? null})
        and (${since ?? null}::timestamptz is null or at >= ${since ?? null}::timestamptz)`.execute(database);
    const [row] = rows;
    return {
      deployments: row?.deployments ?? 0,
      withUnaccepted: row?.with_unaccepted ?? 0,
      neverLookedAt: row?.never ?? 0,
    };
  }),
];

interface Decided {
  readonly id: number;
  readonly admitted: boolean;
}

async function newestDecision(database: Database, environment: string, digest: string): Promise<Decided | undefined> {
  return await database
    .selectFrom("decision")
    .select(["id", "admitted"])
    .where("environment", "=", environment)
    .where("digest", "=", digest)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
}

/** Somebody deployed what was refused, or what would have been had they asked. */
async function noteAgainst(
  transaction: Database,
  row: Selectable<DeploymentTable>,
  { admitted, known }: Admitted,
  decision: Decided | undefined,
): Promise<void> {
  const { id: deployment, environment, digest, lineage_id: lineage, policy, unaccepted, actor } = row;
  const told = { deployment, environment, digest, lineage, policy, unaccepted, actor };
  const data = { ...told, admitted, decision: decision ?? null };
  await noteDeployment(transaction, data, known?.team ?? null, row.recorded_at);
}

async function recordedBefore(
  database: Database,
  { id }: Principal,
  { key, digest, environment }: { readonly key: string; readonly digest: string; readonly environment: string },
) {
  const row = await database
    .selectFrom("deployment")
    .selectAll()
    .where("client_key", "=", `${id} ${key}`)
    .executeTakeFirstOrThrow();
  if (row.digest === digest && row.environment === environment) return asDeployment(row);
  throw new Problem(409, "deployments/other", "Another deployment", "This key was used for another deployment.");
}

function asEnvironment(row: Selectable<EnvironmentTable>) {
  const { name, version, fail_on: failOn, only_new: onlyNew, rooms, most_days: mostDays } = row;
  return { name, version, failOn, onlyNew, rooms, mostDays };
}

function asDeployment(row: Selectable<DeploymentTable>): z.input<typeof Deployment> {
  return {
    id: row.id,
    at: row.at.toISOString(),
    recordedAt: row.recorded_at.toISOString(),
    environment: row.environment,
    digest: row.digest,
    lineage: row.lineage_id,
    actor: row.actor,
    policy: row.policy,
    openSet: row.open_set.toString("hex"),
    unaccepted: row.unaccepted,
    waivers: row.waivers,
    until: row.until?.toISOString() ?? null,
  };
}
