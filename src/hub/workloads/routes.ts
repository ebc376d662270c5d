import {
  createBinding,
  DEMANDED_CLAIMS,
  distrustIssuer,
  exchangeToken,
  type IssuerKind,
  listBindings,
  listIssuers,
  removeBinding,
  trustIssuer,
} from "../../contract/workloads.ts";
import { WaybillError } from "../../core/errors.ts";
import { recordDeed } from "../audit/record-deed.ts";
import { actorOf, type Principal } from "../auth/principal.ts";
import { countingFailures } from "../auth/sign-in-failures.ts";
import type { Database } from "../db/database.ts";
import { notFound, Problem } from "../http/problems.ts";
import { type Route, route } from "../http/route.ts";
import type { Hub } from "../hub.ts";
import { exchange } from "./exchange.ts";
import { checkedIssuer, IssuerKeys } from "./issuer-keys.ts";
import { bindingOfRow, issuerOfRow, isTaken, selectBindings, selectIssuers } from "./queries.ts";

/** Each hub keeps the keys of the issuers that it asked. */
const KEYS = new WeakMap<Hub, IssuerKeys>();

function keysOf(hub: Hub): IssuerKeys {
  const keys = KEYS.get(hub) ?? new IssuerKeys();
  KEYS.set(hub, keys);
  return keys;
}

export const WORKLOAD_ROUTES: readonly Route[] = [
  route(trustIssuer, async ({ body, principal }, { database, now }) => {
    demandAddress(body.issuer);
    return await deed(database, principal, now(), async (transaction, created) => {
      if (await isTaken(transaction, "workload_issuer", body.name, body.issuer)) throw taken("issuer");
      const { name, kind, issuer, audience } = body;
      const keys = body.keys === undefined ? null : JSON.stringify(body.keys);
      const row = await transaction
        .insertInto("workload_issuer")
        .values({ name, kind, issuer, audience, keys, ...created })
        .returningAll()
        .executeTakeFirstOrThrow();
      return [
        issuerOfRow(row),
        { action: "workloads.trust", about: `issuer ${row.id}`, detail: { name, kind, issuer, audience } },
      ];
    });
  }),
  route(listIssuers, async ({ query }, { database }) => await selectIssuers(database, query)),
  route(distrustIssuer, async ({ params, principal }, { database, now }) => {
    return await deed(database, principal, now(), async (transaction) => {
      const row = await transaction
        .deleteFrom("workload_issuer")
        .where("id", "=", params.id)
        .returningAll()
        .executeTakeFirst();
      if (row === undefined) throw notFound("issuer");
      return [
        issuerOfRow(row),
        { action: "workloads.distrust", about: `issuer ${row.id}`, detail: { name: row.name } },
      ];
    });
  }),
  route(createBinding, async ({ body, principal }, { database, now }) => {
    return await deed(database, principal, now(), async (transaction, created) => {
      const issuer = await transaction
        .selectFrom("workload_issuer")
        .select(["id", "kind"])
        .where("id", "=", body.issuer)
        .executeTakeFirst();
      if (issuer === undefined) throw new Problem(400, "workloads/no-issuer", "No such issuer", "`issuer` names none.");
      demandClaims(issuer.kind, body.claims);
      await demandTeam(transaction, body.team);
      if (await isTaken(transaction, "workload_binding", body.name)) throw taken("binding");
      const { name, claims, role, minutes, team } = body;
      const row = await transaction
        .insertInto("workload_binding")
        .values({
          name,
          issuer_id: issuer.id,
          claims: JSON.stringify(claims),
          role,
          minutes,
          team_id: team,
          ...created,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      return [
        bindingOfRow(row),
        { action: "workloads.bind", about: `binding ${row.id}`, detail: { name, claims, role, team } },
      ];
    });
  }),
  route(listBindings, async ({ query }, { database }) => await selectBindings(database, query)),
  route(removeBinding, async ({ params, principal }, { database, now }) => {
    return await deed(database, principal, now(), async (transaction) => {
      const row = await transaction
        .deleteFrom("workload_binding")
        .where("id", "=", params.id)
        .returningAll()
        .executeTakeFirst();
      if (row === undefined) throw notFound("binding");
      return [
        bindingOfRow(row),
        { action: "workloads.unbind", about: `binding ${row.id}`, detail: { name: row.name } },
      ];
    });
  }),
  route(exchangeToken, async ({ body, request }, hub) => {
    const { database, now } = hub;
    return await countingFailures(database, `exchange ${request.ip}`, now(), () =>
      exchange(database, keysOf(hub), body, now()),
    );
  }),
];

interface Done {
  readonly action: string;
  readonly about: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Does something and records it: both or neither. */
async function deed<T>(
  database: Database,
  principal: Principal,
  at: Date,
  work: (transaction: Database, created: { created_by: string; created_at: Date }) => Promise<[T, Done]>,
): Promise<T> {
  const actor = actorOf(principal);
  return await database.transaction().execute(async (transaction) => {
    const [answer, done] = await work(transaction, { created_by: actor, created_at: at });
    await recordDeed(transaction, { at, actor, ...done });
    return answer;
  });
}

function demandAddress(issuer: string): void {
  try {
    checkedIssuer(issuer);
  } catch (fault) {
    if (!(fault instanceof WaybillError)) throw fault;
    throw new Problem(
      400,
      "workloads/bad-issuer",
      "No such issuer",
      "`issuer` is an https address, as the tokens write it.",
    );
  }
}

/** A binding that names less would take jobs of others. */
function demandClaims(kind: IssuerKind, claims: Readonly<Record<string, string>>): void {
  const ways = DEMANDED_CLAIMS[kind];
  const isStar = Object.entries(claims).find(
    ([name, value]) => value.includes("*") && !(name === "ref" && /^refs\/\w+\/[^*]*\*$/.test(value)),
  );
  if (isStar !== undefined)
    throw new Problem(
      400,
      "workloads/star",
      "Too wide",
      `\`${isStar[0]}\` is compared letter by letter; only a \`ref\` may end with a star.`,
    );
  if (ways.some((names) => names.every((name) => Object.hasOwn(claims, name)))) return;
  const demanded = ways.map((names) => names.join(", ")).join("; or ");
  throw new Problem(400, "workloads/too-wide", "Too wide", `Jobs of ${kind} are named by ${demanded}.`);
}

async function demandTeam(database: Database, team: string | null): Promise<void> {
  if (team === null) return;
  const row = await database.selectFrom("team").select("id").where("id", "=", team).executeTakeFirst();
  if (row === undefined) throw new Problem(400, "workloads/no-team", "No such team", "`team` names no team.");
}

function taken(what: string): Problem {
  return new Problem(409, "workloads/taken", "Already there", `The name or address of this ${what} is taken already.`);
}
