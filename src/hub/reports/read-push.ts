import { pushBill, pushReport, pushSarif } from "../../contract/reports.ts";
import { isDeeperThan } from "../http/json-depth.ts";
import { invalid, Problem } from "../http/problems.ts";
import { type ReadVex, readVexPush } from "../vex/read-vex.ts";
import { type Intake, intakeOfBill, intakeOfReport, timeOf } from "./intake.ts";
import { intakeOfSarif } from "./intake-of-sarif.ts";

/** What is sent: a report with its bill, a bill alone, what another tool found, or what somebody says of holes. */
export type PushKind = "report" | "bill" | "sarif" | "vex";

/** What a body of each kind is read as. */
export type ReadAs<Kind extends PushKind> = Kind extends "vex" ? ReadVex : ReadPush;

/** A body that was read, checked and put into the words of the store. */
export interface ReadPush {
  readonly intake: Intake;
  /** The team that the caller names for a lineage that is new. */
  readonly team: string | undefined;
}

/** Objects and lists that may lie in each other. */
const DEEPEST = 64;

/** Reads a body. Takes tens of milliseconds for a large one. @throws Problem 400 */
export function readPush<Kind extends PushKind>(kind: Kind, bytes: Buffer, now: Date): ReadAs<Kind>;
export function readPush(kind: PushKind, bytes: Buffer, now: Date): ReadPush | ReadVex {
  const json = jsonOf(bytes);
  if (kind === "vex") return readVexPush(json, now);
  if (kind === "bill") {
    const { success, data, error } = pushBill.body?.safeParse(json) ?? NO_SCHEMA;
    if (!success) throw invalid(error, "body");
    return { intake: intakeOfBill(data.bill, data.as, now), team: data.team };
  }
  if (kind === "sarif") {
    const { success, data, error } = pushSarif.body?.safeParse(json) ?? NO_SCHEMA;
    if (!success) throw invalid(error, "body");
    const takenAt = data.takenAt === undefined ? now : timeOf(data.takenAt, now);
    const intake = intakeOfSarif(data.sarif, { kind: data.kind, as: data.as, commit: data.commit, takenAt });
    return { intake, team: data.team };
  }
  const { success, data, error } = pushReport.body?.safeParse(json) ?? NO_SCHEMA;
  if (!success) throw invalid(error, "body");
  return { intake: intakeOfReport(data.report, data.bill, data.as, now), team: data.team };
}

const NO_SCHEMA = { success: false as const, data: undefined, error: { issues: [] } as never };

function jsonOf(bytes: Buffer): unknown {
  if (isDeeperThan(DEEPEST, bytes))
    throw new Problem(400, "http/too-deep", "Too deep", `The body nests deeper than ${DEEPEST}.`);
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new Problem(400, "http/no-json", "No JSON", "The body is no JSON that can be read.");
  }
}
