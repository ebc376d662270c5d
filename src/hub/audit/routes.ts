import { readLedger } from "../../contract/ledger.ts";
import { type Route, route } from "../http/route.ts";

export const LEDGER_ROUTES: readonly Route[] = [
  route(readLedger, async ({ query: { after, limit } }, { database }) => {
    const rows = await database
      .selectFrom("audit_entry")
      .select(["seq", "at", "actor", "action", "about", "detail", "hash"])
      .where("seq", ">", after)
      .orderBy("seq")
      .limit(limit)
      .execute();
    const items = rows.map(({ at, hash, ...row }) => ({ ...row, at: at.toISOString(), hash: hash.toString("hex") }));
    return rows.length < limit ? { items } : { items, next: String(rows.at(-1)?.seq) };
  }),
];
