import { Problem } from "../http/problems.ts";
import { findKey } from "../keys/queries.ts";
import { bearerOf, type Recognize } from "./principal.ts";

/** Knows callers by the key that they send as bearer token. */
export const byApiKey: Recognize = async (request, { database, now }) => {
  const text = bearerOf(request);
  if (text === undefined || !text.startsWith("wbk_")) return undefined;
  const key = await findKey(database, text, now());
  if (key === undefined)
    throw new Problem(401, "auth/bad-key", "Not signed in", "The key is unknown, revoked or past its end.");
  const { id, name, role, team } = key;
  return { kind: "key", id, name, roles: [role], teams: team === null ? "all" : [team], secondFactor: false };
};
