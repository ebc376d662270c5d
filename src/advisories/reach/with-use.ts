import type { JudgedFinding } from "../../core/finding.ts";
import type { Unit } from "../match/units.ts";
import { isStarted, type StartedProgram } from "./started-program.ts";

/** That no component is seen to be started proves nothing: a program may call what it likes. */
export function withUse(
  finding: JudgedFinding,
  { components }: Unit,
  started: StartedProgram | undefined,
): JudgedFinding {
  const because =
    started && components.map((component) => isStarted(component, started)).find((why) => why !== undefined);
  return because === undefined
    ? finding
    : { ...finding, signals: { ...finding.signals, use: { level: "started", because } } };
}
