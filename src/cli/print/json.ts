import { Report } from "../../core/report.ts";

/** `waybill.report/1`: keys in the schema's order, so that two runs over the same input differ in the two times alone. */
export function printJson(report: Report): string {
  return `${JSON.stringify(Report.parse(report), null, 2)}\n`;
}
