import { advisoryState } from "../../contract/advisories.ts";
import { type Route, route } from "../http/route.ts";

export const ADVISORY_ROUTES: readonly Route[] = [
  route(advisoryState, async (_, { database, advisories, freshness, now }) => {
    const { state, builtAt, sources } = freshness(now());
    const row = await database
      .selectFrom("advisory_renewal")
      .selectAll()
      .where("version", "=", advisories.current()?.version ?? "")
      .executeTakeFirst();
    const renewal = row && {
      attemptedAt: row.attempted_at.toISOString(),
      checkedAt: row.checked_at?.toISOString() ?? null,
      fault: row.fault,
      failed: row.failed,
    };
    return { state, builtAt, sources, renewal: renewal ?? null };
  }),
];
