import { readFileSync } from "node:fs";
import { WaybillError } from "../core/errors.ts";
import { Report } from "../core/report.ts";

/** The digest that is meant: of a report's target, or after the `@` of a reference. @throws WaybillError */
export function digestOf(target: string): string {
  const written = /(?:^|@)(sha256:[0-9a-f]{64})$/.exec(target)?.[1];
  if (written !== undefined) return written;
  if (target.endsWith(".json")) {
    const report = Report.safeParse(JSON.parse(readFileSync(target, "utf8")));
    const digest = report.data?.target.digest ?? report.data?.target.commit;
    if (digest !== undefined) return digest;
  }
  throw new WaybillError(
    "call/no-digest",
    `${target} names no digest: what was looked at and what is deployed could be two images.`,
    "Name the image by digest, NAME@sha256:…, or a report that `waybill check --format json` wrote of it.",
  );
}
