import { WaybillError } from "../../core/errors.ts";
import { type AffectedComponent, affectedComponents } from "../../scan/advisory-data.ts";
import { Inventory } from "../../scan/bills.ts";
import type { RunCommand } from "../command.ts";
import { readOptions } from "../options.ts";
import { plain } from "../print/columns.ts";
import { count, plural } from "../print/words.ts";
import { writeOut } from "../write-out.ts";

/** Which kept bills hold what is known to have a hole, or to be malware. 1 when one does, 3 when not all could be judged. */
export const affected: RunCommand = async (_, raw) => {
  const options = readOptions(raw);
  const inventory = new Inventory(options.dataDirectory);
  const bills = inventory.list().length;
  const answer = affectedComponents(inventory.holdings(), options.dataDirectory, dayOf(raw["since"]));
  const json = { schema: "waybill.advisories-affected/1", bills, ...answer };
  const text = [
    ...answer.affected.map(inWords),
    ...answer.gaps.map(({ where, reason }) => plain(`${where}: ${reason}`)),
    `${plural(answer.affected.length, "hit")} among ${count(answer.judged)} components of ${plural(bills, "bill")}`,
  ];
  await writeOut(options.format === "json" ? `${JSON.stringify(json, null, 2)}\n` : `${text.join("\n")}\n`, options);
  if (answer.affected.length > 0) return 1;
  return bills === 0 || answer.gaps.length > 0 ? 3 : 0;
};

function inWords({ purl, vulnerability, malicious, severity, fixedIn, where }: AffectedComponent): string {
  const what = malicious
    ? "malware: remove it, rebuild, replace the credentials it could read"
    : `${severity}${fixedIn === "" ? ", no fix is named" : `, fixed in ${fixedIn}`}`;
  return `${plain(`${purl}  ${vulnerability}  ${what}`)}\n  ${plain(`in ${where.join(", ")}`)}`;
}

function dayOf(written: unknown): Date | undefined {
  if (written === undefined) return undefined;
  const day = new Date(typeof written === "string" ? written : "");
  if (!Number.isNaN(day.getTime())) return day;
  throw new WaybillError("call/wrong-option", "--since is no day.", "Write one such as 2026-11-01.");
}
