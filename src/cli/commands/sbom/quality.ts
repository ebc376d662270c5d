import { ELEMENTS, type Lacking, type Quality, qualityOf } from "../../../scan/bills.ts";
import type { RunCommand } from "../../command.ts";
import { readOptions } from "../../options.ts";
import { columns, plain } from "../../print/columns.ts";
import { count, plural } from "../../print/words.ts";
import { writeOut } from "../../write-out.ts";
import { lookAtBill } from "./look-at-bill.ts";

/** How much a bill says of its components: by type, how many have a version, a supplier, a licence and so on. */
export const quality: RunCommand = async ([target = "."], raw) => {
  const options = readOptions(raw);
  const { components, withoutPurl, isWhole } = await lookAtBill(target, options);
  const found = qualityOf(components, withoutPurl);
  const json = { schema: "waybill.sbom-quality/1", target, whole: isWhole, ...found };
  await writeOut(
    options.format === "json" ? `${JSON.stringify(json, null, 2)}\n` : page(target, found, isWhole),
    options,
  );
  return isWhole ? 0 : 3;
};

/** The minimum elements of NTIA come first; the others are what policies ask for. */
const HEADS = ["", "components", ...ELEMENTS];

function page(target: string, found: Quality, isWhole: boolean): string {
  const rows = [HEADS, ...found.byType.map((one) => row(one.type, one)), row("all", found)];
  const numbers = new Set(HEADS.keys().drop(1));
  return [
    plain(target),
    "",
    ...columns(rows, numbers),
    "",
    "Percent of the components that have it. Version, supplier and edges are",
    "minimum elements (NTIA), as is the package URL, without which it is no component",
    "here. Edges: it needs another one, or is needed.",
    ...(found.withoutPurl > 0
      ? [`${plural(found.withoutPurl, "component")} more without a package URL: judged by nobody.`]
      : []),
    ...(isWhole ? [] : ["Not everything could be read: there may be more components than these."]),
    "",
  ].join("\n");
}

function row(name: string, { components, without }: Lacking): string[] {
  return [name, count(components), ...ELEMENTS.map((element) => percent(components - without[element], components))];
}

/** 100 only when it is all of them, and 0 when it is none. */
function percent(having: number, all: number): string {
  if (all === 0) return "-";
  const rounded = Math.round((having / all) * 100);
  return `${having < all && rounded === 100 ? 99 : having > 0 && rounded === 0 ? 1 : rounded}%`;
}
