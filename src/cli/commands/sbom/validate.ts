import { validateBill } from "../../../scan/bills.ts";
import type { RunCommand } from "../../command.ts";
import { readOptions } from "../../options.ts";
import { plain } from "../../print/columns.ts";
import { count, plural } from "../../print/words.ts";
import { wrap } from "../../print/wrap.ts";
import { writeOut } from "../../write-out.ts";
import { readBill } from "./read-bill.ts";

type Validated = ReturnType<typeof validateBill>;

/** Whether a document is one that its consumers accept, and where it is not. Faults make it 1. */
export const validate: RunCommand = async ([file = ""], raw) => {
  const options = readOptions(raw);
  const validated = validateBill(readBill(file.replace(/^sbom:/, "")), raw["profile"] === "ntia" ? ["ntia"] : []);
  const { form = null, faults, total } = validated;
  const json = { schema: "waybill.sbom-validation/1", file, form, total, faults };
  await writeOut(options.format === "json" ? `${JSON.stringify(json, null, 2)}\n` : page(file, validated), options);
  return total === 0 ? 0 : 1;
};

function page(file: string, { form, faults, total }: Validated): string {
  const width = Math.max(40, process.stdout.columns ?? 80);
  const head = `${plain(file)}: ${form ?? "no bill of materials"}`;
  if (total === 0) return `✓ ${head}, holds\n`;
  const lines = faults.flatMap(({ path, problem }) => {
    const text = path === "" ? problem : `${path} ${problem}`;
    return wrap(text, width - 2, width - 4).map((line, index) => `${index === 0 ? "  " : "    "}${line}`);
  });
  const left = total - faults.length;
  const more = left > 0 ? [`  … and ${count(left)} more`] : [];
  return `✗ ${head}\n${[...lines, ...more].join("\n")}\n\n${plural(total, "fault")}\n`;
}
