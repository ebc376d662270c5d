import { Problem } from "../http/problems.ts";
import { hashOf } from "../keys/secret-text.ts";
import { bearerOf, type Recognize } from "./principal.ts";

/** Knows jobs by the token that they got for their CI's own. */
export const byWorkloadToken: Recognize = async (request, { database, now }) => {
  const text = bearerOf(request);
  if (text === undefined || !text.startsWith("wbw_")) return undefined;
  const row = await database
    .selectFrom("workload_session as session")
    .innerJoin("workload_binding as binding", "binding.id", "session.binding_id")
    .select(["session.id", "session.subject", "binding.name", "binding.role", "binding.team_id"])
    .where("session.hash", "=", hashOf(text))
    .where("session.expires_at", ">", now())
    .executeTakeFirst();
  if (row === undefined)
    throw new Problem(
      401,
      "auth/bad-token",
      "Not signed in",
      "The token is unknown, past its end, or its binding is gone.",
    );
  const { id, name, subject, role, team_id: team } = row;
  return {
    kind: "workload",
    id,
    name: `${name}: ${subject}`,
    roles: [role],
    teams: team === null ? "all" : [team],
    secondFactor: false,
  };
};
