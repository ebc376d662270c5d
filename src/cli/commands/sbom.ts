import type { Component } from "../../core/component.ts";
import { VERSION } from "../../core/version.ts";
import type { RunCommand } from "../command.ts";
import { readOptions } from "../options.ts";
import { columns } from "../print/columns.ts";
import { plural } from "../print/words.ts";
import { writeOut } from "../write-out.ts";
import { calledInBill } from "./sbom/called-in-bill.ts";
import { lookAtBill } from "./sbom/look-at-bill.ts";
import { billOptionsOf, writeBill } from "./sbom/write-bill.ts";

/**
 * The components as a bill of materials. What could not be read makes it 3, never a silent short list; so does an empty
 * list of a target that has files, which is more often the wrong folder than a thing without parts.
 */
export const sbom: RunCommand = async ([target = "."], raw) => {
  const options = readOptions(raw);
  const { startedAt, isWhole, isListed, components, ...bill } = await lookAtBill(target, options);
  const { ancestors, unclaimed, gaps } = bill;
  const named = isListed && raw["name"] === undefined ? bill.target : calledInBill(bill.target, raw["name"]);
  const about = { target: named, toolVersion: VERSION, gaps, ancestors, ...(unclaimed && { unclaimed }) };
  const text =
    options.format === "table" ? table(components) : writeBill(components, about, billOptionsOf(raw), startedAt);
  await writeOut(text, options);
  if (components.length > 0 || bill.entries === 0 || raw["allowEmpty"] === true) return isWhole ? 0 : 3;
  if (!options.quiet) {
    process.stderr.write(
      `waybill: no component was found among ${plural(bill.entries, "file")} of ${target}. Name another target, or say --allow-empty.\n`,
    );
  }
  return 3;
};

function table(components: readonly Component[]): string {
  const rows = components.map(({ type, name, version = "", relation, scope }) => [
    type,
    name,
    version,
    scope ?? relation,
  ]);
  return columns(rows)
    .map((line) => `${line}\n`)
    .join("");
}
