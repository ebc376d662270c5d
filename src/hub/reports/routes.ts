import { pushBill, pushReport, pushSarif } from "../../contract/reports.ts";
import { actorOf } from "../auth/principal.ts";
import { type KnownCall, type Route, routeOfBytes } from "../http/route.ts";
import type { Hub } from "../hub.ts";
import { teamOf } from "./lineages.ts";
import type { ReadPush } from "./read-push.ts";
import { takeIn } from "./take-in.ts";

const ENDPOINTS = { report: pushReport, bill: pushBill, sarif: pushSarif } as const;

export const REPORT_ROUTES: readonly Route[] = [pushed("report"), pushed("bill"), pushed("sarif")];

function pushed(kind: keyof typeof ENDPOINTS): Route {
  return routeOfBytes(ENDPOINTS[kind], {
    read: async (bytes, { intake, now }) => await intake.read(kind, bytes, now()),
    team: async ({ body, principal }, { database }) =>
      await teamOf(database, body.intake.lineage, body.team, principal),
    handle: async ({ body, principal }: KnownCall<unknown, unknown, ReadPush>, { database, now }: Hub) => {
      const team = await teamOf(database, body.intake.lineage, body.team, principal);
      return await takeIn(database, body.intake, team, actorOf(principal), now());
    },
  });
}
