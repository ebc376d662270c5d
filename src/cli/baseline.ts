import { existsSync, readFileSync } from "node:fs";
import type { Waiver } from "../core/configuration.ts";
import { WaybillError } from "../core/errors.ts";
import { type Accepted, asWaivers, parseBaseline } from "../policy/baseline.ts";

/** The waivers of the file after `--baseline`; none where none was named. @throws WaybillError where it is not there */
export function baselineWaivers(file: string | undefined): Waiver[] {
  if (file === undefined) return [];
  if (existsSync(file)) return asWaivers(readBaseline(file));
  throw new WaybillError(
    "call/no-baseline",
    `There is no baseline ${file}.`,
    "`waybill secrets accept` writes one; without --baseline every finding counts.",
  );
}

/** What the file accepts; nothing while it is not there. @throws WaybillError where it cannot be understood */
export function readBaseline(file: string): Accepted[] {
  return existsSync(file) ? parseBaseline(readFileSync(file, "utf8"), file) : [];
}
