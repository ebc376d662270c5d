import { nearest, WaybillError } from "../../../core/errors.ts";
import { Inventory } from "../../../scan/bills.ts";
import type { RunCommand } from "../../command.ts";
import { readOptions } from "../../options.ts";
import { plain } from "../../print/columns.ts";
import { plural } from "../../print/words.ts";
import { writeOut } from "../../write-out.ts";

/** Forgets the bills of targets. One that is not there is a mistake, and nothing is forgotten. */
export const remove: RunCommand = async (targets, raw) => {
  const options = readOptions(raw);
  const inventory = new Inventory(options.dataDirectory);
  const known = new Set(inventory.list().map(({ target }) => target.ref));
  const unknown = targets.find((target) => !known.has(target));
  if (unknown !== undefined) {
    const near = nearest(unknown, [...known]);
    throw new WaybillError(
      "call/not-kept",
      `No bill of ${plain(unknown)} is kept.`,
      near === undefined ? "`waybill inventory list` names those that are." : `Did you mean ${plain(near)}?`,
    );
  }
  for (const target of new Set(targets)) {
    const bills = inventory.remove(target);
    await writeOut(`${plural(bills, "bill")} of ${plain(target)} forgotten\n`, options);
  }
  return 0;
};
