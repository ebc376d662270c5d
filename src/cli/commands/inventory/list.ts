import { Inventory, type StoredBill } from "../../../scan/bills.ts";
import type { RunCommand } from "../../command.ts";
import { readOptions } from "../../options.ts";
import { columns } from "../../print/columns.ts";
import { count, plural } from "../../print/words.ts";
import { writeOut } from "../../write-out.ts";

/** The targets whose bills are kept. */
export const list: RunCommand = async (_, raw) => {
  const options = readOptions(raw);
  const bills = new Inventory(options.dataDirectory).list();
  const json = { schema: "waybill.inventory/1", bills };
  await writeOut(options.format === "json" ? `${JSON.stringify(json, null, 2)}\n` : table(bills), options);
  return 0;
};

function table(bills: readonly StoredBill[]): string {
  if (bills.length === 0) return "No bills are kept yet. `waybill inventory add TARGET` keeps one.\n";
  const rows = bills.map(({ target, storedAt, components, gaps }) => [
    storedAt.slice(0, 10),
    count(components),
    gaps === 0 ? "whole" : plural(gaps, "gap"),
    target.ref,
    target.platform ?? "",
  ]);
  const lines = columns([["kept", "components", "", "target", ""], ...rows], new Set([1]));
  return `${lines.join("\n")}\n`;
}
