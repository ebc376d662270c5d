import { readFileSync, statSync } from "node:fs";
import * as z from "zod";
import { pushBill, pushReport, pushSarif } from "../../contract/reports.ts";
import { pushVex } from "../../contract/vex.ts";
import { WaybillError } from "../../core/errors.ts";
import { Report } from "../../core/report.ts";
import type { RunCommand } from "../command.ts";
import { hubClient, loginOf } from "../hub-client.ts";
import { readOptions } from "../options.ts";
import { plural } from "../print/words.ts";
import { writeOut } from "../write-out.ts";

/** As much as the hub takes. */
const LARGEST = 60 * 1024 * 1024;

/** Sends a report with the bill of the same look to the hub, a bill alone, what another tool found, or what somebody says of holes. */
export const push: RunCommand = async ([file = ""], raw) => {
  const options = readOptions(raw);
  const client = hubClient(loginOf(raw["hub"], options), options);
  const text = read(file);
  const whereto: { as?: string; team?: string } = {
    ...(typeof raw["as"] === "string" && { as: raw["as"] }),
    ...(typeof raw["team"] === "string" && { team: raw["team"] }),
  };
  if (raw["vex"] === true || isVex(text)) {
    const body = { vex: text, ...(whereto.team !== undefined && { team: whereto.team }) };
    await writeOut(wordsOnVex(await client.call(pushVex, { body })), options);
    return 0;
  }
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
  const json = jsonOf(text);
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

/** Whether it says nothing but which holes count: OpenVEX, CSAF, or a CycloneDX document that lists analyses and no components. */
function isVex(text: string): boolean {
  const parsed = Vex.safeParse(jsonOf(text));
  if (!parsed.success) return false;
  const { "@context": context, bomFormat, document, components, vulnerabilities } = parsed.data;
  if (context?.startsWith("https://openvex.dev/ns") === true || document?.csaf_version !== undefined) return true;
  return (
    bomFormat === "CycloneDX" &&
    components.length === 0 &&
    vulnerabilities.some(({ analysis }) => analysis !== undefined)
  );
}

const Vex = z.object({
  "@context": z.string().optional().catch(undefined),
  bomFormat: z.string().optional(),
  document: z.object({ csaf_version: z.string().optional() }).optional().catch(undefined),
  components: z.array(z.unknown()).default([]),
  vulnerabilities: z
    .array(z.object({ analysis: z.unknown().optional() }))
    .default([])
    .catch([]),
});

function wordsOnVex({ known, statements, refused, author }: z.infer<typeof pushVex.answer>): string {
  if (known) return "The hub has this already; nothing was written.\n";
  const said = `${plural(statements, "statement")} of ${author} taken: shown beside the findings, which stay open until a waiver is approved.\n`;
  return said + refused.map((reason) => `not taken: ${reason}\n`).join("");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
