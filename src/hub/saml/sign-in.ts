import { randomBytes } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Database } from "../db/database.ts";
import { Problem } from "../http/problems.ts";
import { hashOf } from "../keys/secret-text.ts";
import { beginRequest } from "./begin-request.ts";
import { addressAt, type SamlProvider } from "./providers.ts";
import type { Vouched } from "./read-response.ts";
import { SamlFault } from "./saml-fault.ts";

/** How long somebody may take at the provider; milliseconds. */
const PATIENCE = 15 * 60_000;
const COOKIE = "waybill.saml";
const PATH = "/v1/sign-in/saml";

/**
 * Begins a sign-in: notes the request, and the browser that asked, which alone gets in by its answer.
 * @returns where to send the browser
 */
export async function begin(
  database: Database,
  reply: FastifyReply,
  provider: SamlProvider,
  origin: string,
  now: Date,
): Promise<string> {
  const recipient = addressAt(origin, provider.id);
  const { id, url } = beginRequest({ signOnUrl: provider.saml.signOnUrl, entityId: recipient, recipient }, now);
  const browser = randomBytes(32).toString("base64url");
  await database.deleteFrom("saml_request").where("expires_at", "<", now).execute();
  await database
    .insertInto("saml_request")
    .values({ id, provider_id: provider.id, browser: hashOf(browser), expires_at: new Date(now.getTime() + PATIENCE) })
    .execute();
  const secure = origin.startsWith("https://") ? "; Secure" : "";
  const kept = `${COOKIE}=${browser}; Path=${PATH}; Max-Age=${PATIENCE / 1_000}; HttpOnly; SameSite=Strict${secure}`;
  void reply.header("set-cookie", kept);
  return url;
}

/**
 * Takes an answer: the request that it answers is answered by it, once. Answers with a ticket for the browser that asked;
 * one in which somebody else's answer was planted cannot use it. @throws SamlFault
 */
export async function takeAnswer(
  database: Database,
  { id, domains }: SamlProvider,
  { email, request }: Vouched,
  now: Date,
): Promise<string> {
  if (!domains.includes(email.replace(/^.*@/s, ""))) throw new SamlFault("the provider may not speak for this domain");
  return await database.transaction().execute(async (transaction) => {
    const person = await transaction
      .selectFrom("person")
      .select("id")
      .where("email", "=", email)
      .where("disabled_at", "is", null)
      .executeTakeFirst();
    if (person === undefined) throw new SamlFault("nobody of this address has an account");
    const ticket = randomBytes(32).toString("base64url");
    const { numUpdatedRows } = await transaction
      .updateTable("saml_request")
      .set({ ticket: hashOf(ticket), person_id: person.id })
      .where("id", "=", request)
      .where("provider_id", "=", id)
      .where("ticket", "is", null)
      .where("expires_at", ">", now)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new SamlFault("it answers no request of ours that waits for one");
    const known = { person_id: person.id, provider_id: id, account_id: email, password: null };
    await transaction
      .insertInto("person_account")
      .values({ ...known, created_at: now, updated_at: now })
      .onConflict((conflict) => conflict.columns(["provider_id", "account_id"]).doNothing())
      .execute();
    return ticket;
  });
}

/** Whose ticket it is, in the browser that began; the ticket is worth nothing afterwards. @throws Problem 401 */
export async function spendTicket(
  database: Database,
  request: FastifyRequest,
  ticket: string,
  now: Date,
): Promise<string> {
  const browser = new RegExp(`(?:^|; *)${COOKIE}=([\\w-]{43})(?:;|$)`).exec(request.headers.cookie ?? "")?.[1];
  const row =
    browser &&
    (await database
      .deleteFrom("saml_request")
      .where("ticket", "=", hashOf(ticket))
      .where("browser", "=", hashOf(browser))
      .where("expires_at", ">", now)
      .returning("person_id")
      .executeTakeFirst());
  if (row && row.person_id !== null) return row.person_id;
  throw new Problem(401, "sign-in/begin-again", "Not signed in", "The sign-in took too long, or began elsewhere.");
}
