import { sql } from "kysely";
import { cursorOf } from "../../contract/paging.ts";
import { decideWaiver, listWaivers, requestWaiver } from "../../contract/waivers.ts";
import { recordDeed } from "../audit/record-deed.ts";
import { actorOf, type Principal } from "../auth/principal.ts";
import { ofOwnTeams, teamOfLineage } from "../auth/scope.ts";
import type { Database } from "../db/database.ts";
import { afterKey } from "../db/keyset.ts";
import { notFound, Problem } from "../http/problems.ts";
import { type Route, route } from "../http/route.ts";
import { noteWaiver } from "../notifications/outbox.ts";
import { claimsAbout } from "../vex/claims.ts";
import { asWaiver } from "./queries.ts";

const DAY = 86_400_000;
const MOST_DAYS = 366;

const STATES = { approve: "approved", refuse: "refused", revoke: "revoked" } as const;

/** Of one lineage, its team's; else of the one team that the caller is bound to, or of the hub. */
async function scopeOf(database: Database, principal: Principal, lineage: number | undefined): Promise<string | null> {
  if (lineage !== undefined) return await teamOfLineage(database, principal, lineage);
  return principal.teams === "all" ? null : (principal.teams[0] ?? null);
}

export const WAIVER_ROUTES: readonly Route[] = [
  route(
    requestWaiver,
    async ({ body, principal }, { database, now }) => {
      const at = now();
      const until = new Date(body.until);
      const needsLineage = body.kind === "finding" || body.kind === "lineage";
      if (needsLineage && body.lineage === undefined)
        throw new Problem(400, "waivers/no-lineage", "No lineage", "A waiver of this kind names its lineage.");
      if ((body.about === "") !== (body.kind === "lineage"))
        throw new Problem(
          400,
          "waivers/no-subject",
          "About what",
          "Say in `about` what is waived; of a lineage, nothing.",
        );
      if (until <= at || until.getTime() > at.getTime() + MOST_DAYS * DAY)
        throw new Problem(400, "waivers/no-end", "No such end", "`until` lies ahead, and at most a year from now.");
      return await database.transaction().execute(async (transaction) => {
        const actor = actorOf(principal);
        if (body.claim !== undefined) await assertAbout(transaction, body.claim, body.lineage ?? 0, body.about);
        const row = await transaction
          .insertInto("waiver")
          .values({
            team_id: await scopeOf(transaction, principal, body.lineage),
            lineage_id: body.lineage ?? null,
            kind: body.kind,
            about: body.about,
            reason: body.reason,
            requested_by: actor,
            requested_at: at,
            until,
            claim_id: body.claim ?? null,
            decided_by: null,
            decided_at: null,
          })
          .returningAll()
          .executeTakeFirstOrThrow();
        await noteWaiver(transaction, "waiver.requested", row, at);
        const detail = {
          kind: body.kind,
          about: body.about,
          lineage: body.lineage ?? null,
          until: body.until,
          claim: body.claim ?? null,
        };
        await recordDeed(transaction, { at, actor, action: "waivers.request", about: `waiver ${row.id}`, detail });
        return asWaiver(row, at);
      });
    },
    async ({ body, principal }, { database }) => await scopeOf(database, principal, body.lineage),
  ),
  route(listWaivers, async ({ query: { after, limit, state }, principal }, { database, now }) => {
    const start = afterKey(after, ["number"]);
    const rows = await database
      .selectFrom("waiver")
      .selectAll()
      .where(ofOwnTeams(principal, "team_id"))
      .$if(state !== undefined, (one) => one.where("state", "=", state ?? "requested"))
      .$if(start !== undefined, (one) => one.where("id", "<", Number(start?.[0])))
      .orderBy("id", "desc")
      .limit(limit + 1)
      .execute();
    const items = rows.slice(0, limit).map((row) => asWaiver(row, now()));
    const last = items.at(-1);
    return rows.length <= limit || last === undefined ? { items } : { items, next: cursorOf([last.id]) };
  }),
  route(
    decideWaiver,
    async ({ params, body, principal }, { database, now }) => {
      return await database.transaction().execute(async (transaction) => {
        const at = now();
        const actor = actorOf(principal);
        const before = await transaction
          .selectFrom("waiver")
          .selectAll()
          .where("id", "=", params.id)
          .forUpdate()
          .executeTakeFirst();
        if (before === undefined) throw notFound("waiver");
        const vouched = await isVouchedFor(transaction, principal, before.requested_by);
        if (body.decision === "approve") await assertOtherEyes(transaction, before.requested_by, actor, vouched);
        if (before.state !== (body.decision === "revoke" ? "approved" : "requested"))
          throw new Problem(409, "waivers/decided", "Decided already", `It is ${before.state}; ask for another.`);
        const row = await transaction
          .updateTable("waiver")
          .set({ state: STATES[body.decision], decided_by: actor, decided_at: at, note: body.note, vouched })
          .where("id", "=", params.id)
          .returningAll()
          .executeTakeFirstOrThrow();
        await noteWaiver(transaction, "waiver.decided", row, at);
        const both = await commonMakers(transaction, row.requested_by, actor);
        const until = row.until.toISOString();
        const detail = { decision: body.decision, requestedBy: row.requested_by, until, vouched, bothBy: both };
        await recordDeed(transaction, { at, actor, action: "waivers.decide", about: `waiver ${row.id}`, detail });
        return asWaiver(row, at);
      });
    },
    async ({ params, principal }, { database }) => {
      const row = await database
        .selectFrom("waiver")
        .select("team_id")
        .where("id", "=", params.id)
        .where(ofOwnTeams(principal, "team_id"))
        .executeTakeFirst();
      if (row === undefined) throw notFound("waiver");
      return row.team_id;
    },
  ),
];

/** Whether the statement that a request leans on is about the finding. @throws Problem 400; no statement excuses malware */
async function assertAbout(database: Database, claim: number, lineage: number, fingerprint: string): Promise<void> {
  const finding = await database
    .selectFrom("finding")
    .innerJoin("finding_words", "finding_words.id", "finding.words_id")
    .select(["finding.id", "lineage_id as lineage", "purl", "aliases", "rule"])
    .where("lineage_id", "=", lineage)
    .where("fingerprint", "=", fingerprint)
    .executeTakeFirst();
  const said = finding && (await claimsAbout(database, finding));
  const isAbout = said?.claims.some(
    ({ id, status }) => id === claim && (status === "not_affected" || status === "fixed"),
  );
  if (isAbout === true && finding?.rule !== "advisories/malicious-package") return;
  throw new Problem(
    400,
    "waivers/other-claim",
    "No such statement",
    "`claim` is a statement that excuses this very finding, and no statement excuses malware.",
  );
}

/**
 * Neither who asked, nor who made or was made by them: by a key, or by the link to an account, over any number of steps.
 * The database demands the same. @throws Problem 403
 */
async function assertOtherEyes(database: Database, requestedBy: string, decidedBy: string, isVouched: boolean) {
  const { rows } = await sql<{ same: boolean }>`
    select same_eyes(${requestedBy}, ${decidedBy}, ${isVouched}) as same`.execute(database);
  if (rows[0]?.same === false) return;
  throw new Problem(
    403,
    "waivers/same-eyes",
    "Not allowed",
    "Somebody else has to approve it: neither who asked, nor whose key or account one of the two made or invited. Who signs in by an identity provider is somebody else.",
  );
}

/** Whether an identity provider vouched for somebody in this session, and none that the one who asked brought in could have. */
async function isVouchedFor(database: Database, { id, session }: Principal, requestedBy: string): Promise<boolean> {
  if (session === undefined) return false;
  const { rows } = await sql<{ vouched: boolean }>`
    select factor = 'sso' and not exists (
      select from person_account join sso_provider on sso_provider.id = provider_id
      where person_id = ${id}::uuid and same_eyes(${requestedBy}, sso_provider.created_by, false)) as vouched
    from person_session where id = ${session}::uuid`.execute(database);
  return rows[0]?.vouched === true;
}

/** By whose links both came, where one person's: for the record, since that person may hold both accounts. */
async function commonMakers(database: Database, requestedBy: string, decidedBy: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from makers_of(actor_id(${requestedBy})) as one (id) intersect
    select id from makers_of(actor_id(${decidedBy})) as one (id) order by 1`.execute(database);
  return rows.map(({ id }) => id);
}
