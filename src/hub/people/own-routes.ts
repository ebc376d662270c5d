import * as z from "zod";
import {
  addPasskey,
  beginPasskey,
  changePassword,
  confirmCode,
  endSession,
  enrolCode,
  listPasskeys,
  listSessions,
  removeCode,
  removePasskey,
  signOut,
} from "../../contract/sign-in.ts";
import { recordDeed } from "../audit/record-deed.ts";
import { actorOf, type Principal } from "../auth/principal.ts";
import { countingTries } from "../auth/sign-in-failures.ts";
import { notFound, Problem } from "../http/problems.ts";
import { type Route, route } from "../http/route.ts";
import type { Hub } from "../hub.ts";
import { endSessionsOf, setPassword } from "./accounts.ts";
import { verifyPassword } from "./passwords.ts";
import { deskOf, spendCode } from "./sign-in-routes.ts";

const Enrolled = z.object({ totpURI: z.string(), backupCodes: z.array(z.string()) });
const SignedIn = z.object({ user: z.object({ id: z.uuid() }), token: z.string() });
const Ceremony = z.looseObject({ challenge: z.string() });

/** Policies let nobody but people in, and people have a session. */
function sessionOf({ session }: Principal): string {
  if (session === undefined) throw new Error("a person came without a session");
  return session;
}

/** What changed about the way in, in the record of deeds. */
async function note({ database, now }: Hub, principal: Principal, action: string, detail: object = {}): Promise<void> {
  const deed = { at: now(), actor: actorOf(principal), action, about: `person ${principal.id}` };
  await database
    .transaction()
    .execute(async (transaction) => await recordDeed(transaction, { ...deed, detail: { ...detail } }));
}

export const OWN_ROUTES: readonly Route[] = [
  route(listSessions, async ({ principal }, { database, now }) => {
    const rows = await database
      .selectFrom("person_session")
      .selectAll()
      .where("person_id", "=", principal.id)
      .where("expires_at", ">", now())
      .orderBy("created_at", "desc")
      .limit(100)
      .execute();
    return {
      items: rows.map((row) => ({
        id: row.id,
        current: row.id === principal.session,
        factor: row.factor,
        address: row.ip_address ?? "",
        browser: row.user_agent ?? "",
        createdAt: row.created_at.toISOString(),
        expiresAt: row.expires_at.toISOString(),
      })),
    };
  }),
  route(endSession, async ({ params, principal }, { database }) => {
    const { numDeletedRows } = await database
      .deleteFrom("person_session")
      .where("id", "=", params.id)
      .where("person_id", "=", principal.id)
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw notFound("session");
    return { ended: 1 };
  }),
  route(signOut, async ({ principal, request, reply }, hub) => {
    await hub.database.deleteFrom("person_session").where("id", "=", sessionOf(principal)).execute();
    // Its cookie goes, too.
    await deskOf(hub).ask(request, reply, { method: "POST", path: "/sign-out", body: {}, cookies: [] });
    return { ended: 1 };
  }),
  route(enrolCode, async ({ body, principal, request, reply }, hub) => {
    const said = await countingTries(hub.database, `own password ${principal.id}`, hub.now(), async () =>
      deskOf(hub).ask(request, reply, {
        method: "POST",
        path: "/two-factor/enable",
        body: { password: body.password, method: "totp" },
        cookies: ["session_token"],
      }),
    );
    const { totpURI, backupCodes } = Enrolled.parse(said);
    const { qrOf } = await import("./qr-of.ts");
    return { uri: totpURI, qr: qrOf(totpURI), backupCodes };
  }),
  route(confirmCode, async ({ body, principal, request, reply }, hub) => {
    const said = await countingTries(hub.database, `own code ${principal.id}`, hub.now(), async () =>
      deskOf(hub).ask(request, reply, {
        method: "POST",
        path: "/two-factor/verify-totp",
        body: { code: body.code },
        cookies: ["session_token"],
      }),
    );
    const { token } = SignedIn.parse(said);
    await spendCode(hub.database, reply, { person: principal.id, code: body.code, token }, hub.now());
    // Sessions that began with a password alone do not outlive the second factor.
    await hub.database
      .deleteFrom("person_session")
      .where("person_id", "=", principal.id)
      .where("factor", "=", "password")
      .execute();
    await note(hub, principal, "people.enrol", { factor: "totp" });
    return { next: "nothing" as const };
  }),
  route(removeCode, async ({ principal }, hub) => {
    const removed = await hub.database.transaction().execute(async (transaction) => {
      const { numDeletedRows } = await transaction
        .deleteFrom("person_totp")
        .where("person_id", "=", principal.id)
        .executeTakeFirst();
      const off = { two_factor_enabled: false, updated_at: hub.now() };
      await transaction.updateTable("person").set(off).where("id", "=", principal.id).execute();
      return Number(numDeletedRows);
    });
    if (removed === 0) throw notFound("authenticator");
    await note(hub, principal, "people.unenrol", { factor: "totp" });
    return { removed };
  }),
  route(listPasskeys, async ({ principal }, { database }) => {
    const rows = await database
      .selectFrom("person_passkey")
      .select(["id", "name", "created_at"])
      .where("person_id", "=", principal.id)
      .orderBy("created_at", "desc")
      .limit(100)
      .execute();
    const { two_factor_enabled: authenticator } = await database
      .selectFrom("person")
      .select("two_factor_enabled")
      .where("id", "=", principal.id)
      .executeTakeFirstOrThrow();
    return {
      authenticator,
      items: rows.map(({ id, name, created_at }) => ({
        id,
        name: name ?? "",
        createdAt: created_at?.toISOString() ?? null,
      })),
    };
  }),
  route(beginPasskey, async ({ request, reply }, hub) => {
    const path = "/passkey/generate-register-options";
    const asked = await deskOf(hub).ask(request, reply, { method: "GET", path, cookies: ["session_token"] });
    return Ceremony.parse(asked);
  }),
  route(addPasskey, async ({ body, principal, request, reply }, hub) => {
    await deskOf(hub).ask(request, reply, {
      method: "POST",
      path: "/passkey/verify-registration",
      body: { name: body.name, response: body.credential },
      cookies: ["session_token", "passkey"],
    });
    await note(hub, principal, "people.enrol", { factor: "passkey", name: body.name });
    return { added: true as const };
  }),
  route(removePasskey, async ({ params, principal }, hub) => {
    const { numDeletedRows } = await hub.database
      .deleteFrom("person_passkey")
      .where("id", "=", params.id)
      .where("person_id", "=", principal.id)
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw notFound("passkey");
    await note(hub, principal, "people.unenrol", { factor: "passkey" });
    return { removed: 1 };
  }),
  route(changePassword, async ({ body, principal }, hub) => {
    const { database, now } = hub;
    await countingTries(database, `own password ${principal.id}`, now(), async () => {
      const row = await database
        .selectFrom("person_account")
        .select("password")
        .where("person_id", "=", principal.id)
        .where("password", "is not", null)
        .executeTakeFirst();
      if (await verifyPassword({ hash: row?.password ?? "", password: body.current })) return;
      throw new Problem(403, "sign-in/wrong-password", "Not allowed", "The password is wrong.");
    });
    await database
      .transaction()
      .execute(async (transaction) => await setPassword(transaction, principal.id, body.password, now()));
    const ended = await endSessionsOf(database, principal.id, principal.session);
    await note(hub, principal, "people.password");
    return { ended };
  }),
];
