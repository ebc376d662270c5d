import { createHmac, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { sql } from "kysely";
import { Problem } from "../http/problems.ts";
import { assertOwnOrigin } from "./own-origin.ts";
import type { Recognize } from "./principal.ts";

const COOKIE = /(?:^|; *)(?:__Secure-)?waybill\.session_token=([^;]{1,500})/;

/** Knows people by the cookie of their session. */
export const bySession: Recognize = async (request, { database, people, now }) => {
  const token = people && tokenOf(request, people.secret);
  if (people === undefined || token === undefined) return undefined;
  if (request.method !== "GET" && request.method !== "HEAD") assertOwnOrigin(request, people.origin());
  const row = await database
    .selectFrom("person_session as session")
    .innerJoin("person", "person.id", "session.person_id")
    .select(["session.id as session", "session.factor", "person.id", "person.email", "person.roles"])
    .select(["person.everywhere", "person.two_factor_enabled"])
    .select([
      sql<string[]>`array(select team_id from person_team where person_id = person.id)`.as("teams"),
      sql<boolean>`exists (select from person_passkey where person_id = person.id)`.as("has_passkey"),
    ])
    .where("session.token", "=", token)
    .where("session.expires_at", ">", now())
    .where("person.disabled_at", "is", null)
    .executeTakeFirst();
  if (row === undefined)
    throw new Problem(401, "auth/bad-session", "Not signed in", "The session has ended; sign in again.");
  return {
    kind: "person",
    id: row.id,
    name: row.email,
    roles: row.roles,
    teams: row.everywhere ? "all" : row.teams,
    secondFactor: row.factor !== "password",
    enrolled: row.two_factor_enabled || row.has_passkey,
    session: row.session,
  };
};

/** The token in the cookie, where the cookie is one that we signed: what the database holds is not enough to make one. */
function tokenOf({ headers }: FastifyRequest, secret: string): string | undefined {
  const text = COOKIE.exec(headers.cookie ?? "")?.[1];
  if (text === undefined || !/^(?:[\w.~!*'()-]|%[\dA-Fa-f]{2})+$/.test(text)) return undefined;
  const [token = "", signature = ""] = /^(.+)\.([^.]+)$/.exec(decoded(text))?.slice(1) ?? [];
  const expected = createHmac("sha256", secret).update(token).digest();
  const given = Buffer.from(signature, "base64");
  return given.length === expected.length && timingSafeEqual(given, expected) ? token : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
