import { isMailAddress, type MailServer } from "../../connect/mail/send-mail.ts";
import { demandOutward } from "../../connect/outward/post.ts";
import {
  createSubscription,
  deliverAgain,
  listDeliveries,
  listSubscriptions,
  removeSubscription,
  type SubscriptionKind,
} from "../../contract/subscriptions.ts";
import { WaybillError } from "../../core/errors.ts";
import { recordDeed } from "../audit/record-deed.ts";
import { actorOf } from "../auth/principal.ts";
import type { Database } from "../db/database.ts";
import { notFound, Problem } from "../http/problems.ts";
import { type Route, route } from "../http/route.ts";
import type { Hub } from "../hub.ts";
import { mailboxOf } from "./messages.ts";
import { asSubscription, insertSubscription, revive, selectDeliveries, selectSubscriptions } from "./subscriptions.ts";

export const SUBSCRIPTION_ROUTES: readonly Route[] = [
  route(createSubscription, async ({ body, principal }, hub) => {
    const { database, now, strongbox } = hub;
    demandAddress(body.kind, body.address, hub);
    if (strongbox === undefined)
      throw new Problem(
        503,
        "subscriptions/no-strongbox",
        "No place for secrets",
        "The hub has no key to keep secrets under: start it with WAYBILL_STRONGBOX_KEY.",
      );
    return await database.transaction().execute(async (transaction) => {
      const at = now();
      await demandTeam(transaction, body.team);
      const actor = actorOf(principal);
      const made = await insertSubscription(transaction, strongbox, body, actor, at);
      if (made === undefined)
        throw new Problem(409, "subscriptions/taken", "Already there", "There is a subscription of this name already.");
      const { name, kind, origin, team, events, severity } = made;
      const detail = { name, kind, origin, team, events, severity };
      await recordDeed(transaction, {
        at,
        actor,
        action: "subscriptions.set",
        about: `subscription ${made.id}`,
        detail,
      });
      return made;
    });
  }),
  route(listSubscriptions, async ({ query }, { database }) => await selectSubscriptions(database, query)),
  route(removeSubscription, async ({ params, principal }, { database, now }) => {
    return await database.transaction().execute(async (transaction) => {
      const row = await transaction
        .deleteFrom("subscription")
        .where("id", "=", params.id)
        .returningAll()
        .executeTakeFirst();
      if (row === undefined) throw notFound("subscription");
      const deed = { at: now(), actor: actorOf(principal), action: "subscriptions.remove" };
      await recordDeed(transaction, { ...deed, about: `subscription ${row.id}`, detail: { name: row.name } });
      return asSubscription(row);
    });
  }),
  route(listDeliveries, async ({ params, query }, { database }) => {
    const row = await database.selectFrom("subscription").select("id").where("id", "=", params.id).executeTakeFirst();
    if (row === undefined) throw notFound("subscription");
    return await selectDeliveries(database, params.id, query);
  }),
  route(deliverAgain, async ({ params, principal }, { database, now }) => {
    return await database.transaction().execute(async (transaction) => {
      const at = now();
      const revived = await revive(transaction, params.id, params.delivery, at);
      if (revived === undefined) throw notFound("delivery that was given up");
      const deed = { at, actor: actorOf(principal), action: "subscriptions.again" };
      await recordDeed(transaction, { ...deed, about: `delivery ${revived.id}`, detail: { subscription: params.id } });
      return revived;
    });
  }),
];

/** What can be told at once is told at once; where the name leads is looked at when something is sent. */
function demandAddress(kind: SubscriptionKind, address: string, { inside, mail }: Hub): void {
  if (kind === "mail") return demandMailbox(address, mail);
  try {
    demandOutward(address, inside);
  } catch (fault) {
    if (!(fault instanceof WaybillError)) throw fault;
    throw new Problem(400, "subscriptions/no-address", "No such address", `${fault.message} ${fault.advice}`);
  }
}

function demandMailbox(address: string, mail: MailServer | undefined): void {
  if (mail === undefined)
    throw new Problem(
      503,
      "subscriptions/no-mail",
      "No mail server",
      "The hub was given no mail server: start it with WAYBILL_SMTP_URL and WAYBILL_MAIL_FROM.",
    );
  if (!isMailAddress(mailboxOf(address)))
    throw new Problem(400, "subscriptions/no-address", "No such address", "Write `mailto:team@example.com`.");
}

async function demandTeam(database: Database, team: string | null): Promise<void> {
  if (team === null) return;
  const row = await database.selectFrom("team").select("id").where("id", "=", team).executeTakeFirst();
  if (row === undefined) throw new Problem(400, "subscriptions/no-team", "No such team", "`team` names no team.");
}
