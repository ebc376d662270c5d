import { cursorOf } from "../../contract/paging.ts";
import { listWorkItems } from "../../contract/work-items.ts";
import { SEVERITIES } from "../../core/severity.ts";
import { afterKey } from "../db/keyset.ts";
import { type Route, route } from "../http/route.ts";
import { selectItems, selectMembers } from "./queries.ts";

export const WORK_ITEM_ROUTES: readonly Route[] = [
  route(listWorkItems, async ({ query: { after, limit, lineage }, principal }, { database }) => {
    const start = afterKey(after, ["number", "number", "number"])?.map(Number);
    const rows = await selectItems(database, principal, { lineage, start, limit: limit + 1 });
    const shown = rows.slice(0, limit);
    const members = await selectMembers(
      database,
      principal,
      shown.map(({ item_id }) => item_id),
      lineage,
    );
    const last = shown.at(-1);
    return {
      items: shown.map(({ item_id, deed, root_layer: rootLayer, severity, ...row }) => ({
        ...row,
        action: deed,
        rootLayer,
        severity: SEVERITIES[severity] ?? "info",
        names: members.get(item_id)?.names ?? [],
        pressing: members.get(item_id)?.pressing ?? [],
      })),
      ...(rows.length > limit &&
        last !== undefined && { next: cursorOf([last.priority, last.findings, last.item_id]) }),
    };
  }),
];
