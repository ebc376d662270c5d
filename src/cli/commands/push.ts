import { readFileSync, statSync } from "node:fs";
import { pushBill, pushReport, pushSarif } from "../../contract/reports.ts";
import { WaybillError } from "../../core/errors.ts";
import { Report } from "../../core/report.ts";
import type { RunCommand } from "../command.ts";
import { hubClient, loginOf } from "../hub-client.ts";
import { readOptions } from "../options.ts";
import { plural } from "../print/words.ts";
import { writeOut } from "../write-out.ts";

/** As much as the hub takes. */
const LARGEST = 60 * 1024 * 1024;

/** Sends a report with the bill of the same look to the hub, a bill alone, or what another tool found. */
export const push: RunCommand = async ([file = ""], raw) => {
  const options = readOptions(raw);
  const client = hubClient(loginOf(raw["hub"], options), options);
  const text = read(file);
  const whereto: { as?: string; team?: string } = {
    ...(typeof raw["as"] === "string" && { as: raw["as"] }),
    ...(typeof raw["team"] === "string" && { team: raw["team"] }),
  };
  const bill = typeof raw["bill"] === "string" ? read(raw["bill"]) : undefined;
  const report = reportIn(text, file);
  const taken = isSarif(text)
    ? await client.call(pushSarif, {
        body: { sarif: text, as: demandName(whereto.as), ...(whereto.team !== undefined && { team: whereto.team }) },
      })
    : report === undefined
      ? await client.call(pushBill, { body: { bill: text, ...whereto } })
      : await client.call(pushReport, { body: { report, ...whereto, ...(bill !== undefined && { bill }) } });
  const { known, found, opened, reopened, closed, unseen } = taken;
  const what = known
    ? "The hub has this already; nothing was written."
    : `${plural(found, "finding")}: ${opened} opened, ${reopened} reopened, ${closed} closed.`;
  await writeOut(`${what}\n`, options);
  if (unseen > 0 && !options.quiet)
    process.stderr.write(
      `waybill: this look says nothing about ${plural(unseen, "open finding")}; they stay open. It saw less, or was older, than the one that found them.\n`,
    );
  return 0;
};

/** The report in a file; undefined where the file is no report, and so perhaps a bill. @throws WaybillError */
function reportIn(text: string, file: string): Report | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if ((json as { schema?: unknown } | null)?.schema !== "waybill.report/1") return undefined;
  const parsed = Report.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new WaybillError(
    "call/no-report",
    `${file} is no whole report: ${issue?.path.join(".") || "it"}: ${issue?.message ?? "does not fit"}.`,
    "Send what `waybill check TARGET --format json --output FILE` wrote.",
  );
}

/** Whether it is what another tool found. */
function isSarif(text: string): boolean {
  return (
    /"runs"\s*:/.test(text) &&
    /"\$?(?:version|schema)"\s*:\s*"(?:2\.1|[^"]*sarif)/.test(text.slice(0, 4_096) + text.slice(-4_096))
  );
}

function demandName(as: string | undefined): string {
  if (as !== undefined) return as;
  throw new WaybillError(
    "call/no-name",
    "SARIF does not say what was looked at.",
    "Say by --as what it is called everywhere.",
  );
}

function read(path: string): string {
  if (statSync(path).size > LARGEST)
    throw new WaybillError("call/too-large", `${path} is larger than a hub takes.`, "The limit is 60 MiB.");
  return readFileSync(path, "utf8");
}
