import { pushBill, pushReport } from "../../contract/reports.ts";
import { actorOf } from "../auth/principal.ts";
import { type Route, route } from "../http/route.ts";
import { type Intake, intakeOfBill, intakeOfReport } from "./intake.ts";
import { teamOf } from "./lineages.ts";
import { takeIn } from "./take-in.ts";

/** What was read to find out whose it is, kept for the answer. */
const intakes = new WeakMap<object, Intake>();

export const REPORT_ROUTES: readonly Route[] = [
  route(
    pushReport,
    async ({ body, principal }, { database, now }) => {
      const intake = intakes.get(body) ?? intakeOfReport(body.report, body.bill, body.as, now());
      const team = await teamOf(database, intake.lineage, body.team, principal);
      return await takeIn(database, intake, team, actorOf(principal), now());
    },
    async ({ body, principal }, { database, now }) => {
      const intake = intakeOfReport(body.report, body.bill, body.as, now());
      intakes.set(body, intake);
      return await teamOf(database, intake.lineage, body.team, principal);
    },
  ),
  route(
    pushBill,
    async ({ body, principal }, { database, now }) => {
      const intake = intakes.get(body) ?? intakeOfBill(body.bill, body.as, now());
      const team = await teamOf(database, intake.lineage, body.team, principal);
      return await takeIn(database, intake, team, actorOf(principal), now());
    },
    async ({ body, principal }, { database, now }) => {
      const intake = intakeOfBill(body.bill, body.as, now());
      intakes.set(body, intake);
      return await teamOf(database, intake.lineage, body.team, principal);
    },
  ),
];
