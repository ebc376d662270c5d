import { WaybillError } from "../../../core/errors.ts";
import { compareVersions } from "../../../scan/advisory-data.ts";
import { Inventory } from "../../../scan/bills.ts";
import type { RunCommand } from "../../command.ts";
import { readOptions } from "../../options.ts";
import { writeOut } from "../../write-out.ts";
import { foundPage } from "./print-found.ts";

/** Which targets hold a component. Where a kept bill is not whole, that it lacks it is not proven: 3. */
export const search: RunCommand = async ([query = ""], raw) => {
  const options = readOptions(raw);
  const found = new Inventory(options.dataDirectory).search(query, compareVersions, limitOf(raw["limit"]));
  const json = { schema: "waybill.inventory-search/1", query, ...found };
  await writeOut(options.format === "json" ? `${JSON.stringify(json, null, 2)}\n` : foundPage(query, found), options);
  if (raw["exitCode"] === true && found.total > 0) return 1;
  return found.bills === 0 || found.notWhole.length > 0 || found.unjudged.length > 0 ? 3 : 0;
};

function limitOf(written: unknown): number {
  if (written === undefined) return 100;
  const word = typeof written === "string" ? written : "";
  const limit = /^[0-9]{1,6}$/.test(word) ? Number(word) : 0;
  if (limit > 0) return limit;
  throw new WaybillError("call/wrong-option", `--limit ${word} is no number from 1 on.`, "Write one such as 20.");
}
