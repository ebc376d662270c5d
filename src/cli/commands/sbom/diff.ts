import { type BillDiff, diffBills, isEmpty } from "../../../scan/bills.ts";
import type { RunCommand } from "../../command.ts";
import { readOptions } from "../../options.ts";
import { writeOut } from "../../write-out.ts";
import { lookAtBill } from "./look-at-bill.ts";
import { diffMarkdown } from "./print-diff-markdown.ts";
import { diffTable } from "./print-diff-table.ts";

/** What is otherwise in the second bill. Differences are no failure unless `--exit-code` asks, as of `git diff`. */
export const diff: RunCommand = async ([before = "", after = ""], raw) => {
  const options = readOptions(raw);
  const old = await lookAtBill(before, options);
  const now = await lookAtBill(after, options);
  const found = diffBills(old.components, now.components);
  await writeOut(render({ before, after, found }, options.format), options);
  if (raw["exitCode"] === true && !isEmpty(found)) return 1;
  return old.isWhole && now.isWhole ? 0 : 3;
};

/** Two bills by the words that name them, and what is between them. */
export interface NamedDiff {
  readonly before: string;
  readonly after: string;
  readonly found: BillDiff;
}

function render(named: NamedDiff, format: string | undefined): string {
  const { before, after, found } = named;
  if (format === "json")
    return `${JSON.stringify({ schema: "waybill.sbom-diff/1", before, after, ...found }, null, 2)}\n`;
  return format === "markdown" ? diffMarkdown(named) : diffTable(named);
}
