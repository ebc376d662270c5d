import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import * as z from "zod";
import {
  acceptInvitation,
  askPasskey,
  setUpPerson,
  signInByCode,
  signInByPasskey,
  signInByPassword,
} from "../../contract/sign-in.ts";
import { recordDeed } from "../audit/record-deed.ts";
import { assertOwnOrigin } from "../auth/own-origin.ts";
import { assertNotTooOften, BEGUN_AT_A_PLACE, countingFailures, countingTries } from "../auth/sign-in-failures.ts";
import type { Database } from "../db/database.ts";
import { Problem } from "../http/problems.ts";
import { type Route, route } from "../http/route.ts";
import type { Hub } from "../hub.ts";
import { spendSetup } from "../keys/setup-token.ts";
import { createAccount, setPassword, sweepSignIns } from "./accounts.ts";
import type { PeopleDesk } from "./desk.ts";
import { accept } from "./invitations.ts";

/** What the library answers to a right password. */
const AfterPassword = z.object({ twoFactorRedirect: z.boolean().optional() });
const SignedIn = z.object({ user: z.object({ id: z.uuid() }), token: z.string() });
const Ceremony = z.looseObject({ challenge: z.string() });

/** A code is right for half a minute, and one earlier and later are taken, too; milliseconds. */
const CODE_LIVES = 90_000;

interface SignInCall {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** What each sign-in passes: there is one for people, our own page asks, and not too often in vain. */
export async function signingIn<T>(call: SignInCall, hub: Hub, work: (desk: PeopleDesk) => Promise<T>): Promise<T> {
  const desk = deskOf(hub);
  assertOwnOrigin(call.request, desk.origin());
  await assertNotTooOften(hub.database, `begun ${call.request.ip}`, hub.now(), BEGUN_AT_A_PLACE);
  await sweepSignIns(hub.database, hub.now());
  return await countingFailures(hub.database, `sign-in ${call.request.ip}`, hub.now(), async () => await work(desk));
}

/** @throws Problem 503 where the hub was given no key for people's secrets */
export function deskOf({ people }: Hub): PeopleDesk {
  if (people !== undefined) return people;
  throw new Problem(
    503,
    "people/no-key",
    "Not set up",
    "People sign in where the hub has a key to keep their secrets under: WAYBILL_STRONGBOX_KEY.",
  );
}

export const SIGN_IN_ROUTES: readonly Route[] = [
  route(signInByPassword, async ({ body, ...call }, hub) => {
    return await signingIn(call, hub, async (desk) => {
      const account = createHash("sha256").update(body.email).digest("base64url");
      const said = await countingTries(hub.database, `password ${account}`, hub.now(), async () =>
        desk.ask(call.request, call.reply, { method: "POST", path: "/sign-in/email", body, cookies: [] }),
      );
      return { next: AfterPassword.parse(said).twoFactorRedirect === true ? ("code" as const) : ("nothing" as const) };
    });
  }),
  route(signInByCode, async ({ body, ...call }, hub) => {
    return await signingIn(call, hub, async (desk) => {
      const isCode = "code" in body;
      const said = await desk.ask(call.request, call.reply, {
        method: "POST",
        path: isCode ? "/two-factor/verify-totp" : "/two-factor/verify-backup-code",
        body: { code: isCode ? body.code : body.backupCode },
        cookies: ["two_factor"],
      });
      const { user, token } = SignedIn.parse(said);
      if (isCode) await spendCode(hub.database, call.reply, { person: user.id, code: body.code, token }, hub.now());
      return { next: "nothing" as const };
    });
  }),
  route(askPasskey, async (call, hub) => {
    return await signingIn(call, hub, async (desk) => {
      const path = "/passkey/generate-authenticate-options";
      const asked = Ceremony.parse(await desk.ask(call.request, call.reply, { method: "GET", path, cookies: [] }));
      return { ...asked, userVerification: "required" };
    });
  }),
  route(signInByPasskey, async ({ body, ...call }, hub) => {
    return await signingIn(call, hub, async (desk) => {
      await desk.ask(call.request, call.reply, {
        method: "POST",
        path: "/passkey/verify-authentication",
        body: { response: body.credential },
        cookies: ["passkey"],
      });
      return { next: "nothing" as const };
    });
  }),
  route(setUpPerson, async ({ body, ...call }, hub) => {
    return await signingIn(call, hub, async (desk) => {
      const at = hub.now();
      const person = await hub.database.transaction().execute(async (transaction) => {
        await spendSetup(transaction, body.token, at);
        const { email, name, password } = body;
        const account = { email, name, roles: ["admin"] as const, everywhere: true, teams: [] };
        const id = await createAccount(transaction, account, at);
        if (password !== undefined) await setPassword(transaction, id, password, at);
        const about = `person ${id}`;
        await recordDeed(transaction, { at, actor: "set-up token", action: "people.create", about, detail: { email } });
        return id;
      });
      await desk.begin(call.request, call.reply, person);
      return { next: "nothing" as const };
    });
  }),
  route(acceptInvitation, async ({ body, ...call }, hub) => {
    return await signingIn(call, hub, async (desk) => {
      const at = hub.now();
      const person = await hub.database.transaction().execute(async (transaction) => {
        const { person, email } = await accept(transaction, body, at);
        const deed = { at, actor: `person ${person} (${email})`, action: "people.accept", about: `person ${person}` };
        await recordDeed(transaction, { ...deed, detail: {} });
        return person;
      });
      await desk.begin(call.request, call.reply, person);
      return { next: "nothing" as const };
    });
  }),
];

/** Whoever looked over a shoulder comes too late with the same code. @throws Problem 401 */
export async function spendCode(
  database: Database,
  reply: FastifyReply,
  { person, code, token }: { readonly person: string; readonly code: string; readonly token: string },
  now: Date,
): Promise<void> {
  const { numInsertedOrUpdatedRows } = await database
    .insertInto("spent_code")
    .values({
      person_id: person,
      hash: createHash("sha256").update(`${person} ${code}`).digest(),
      expires_at: new Date(now.getTime() + CODE_LIVES),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 1n) return;
  await database.deleteFrom("person_session").where("token", "=", token).execute();
  void reply.removeHeader("set-cookie");
  throw new Problem(401, "sign-in/spent-code", "Not signed in", "This code was used; wait for the next one.");
}
