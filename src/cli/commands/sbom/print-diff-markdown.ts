import type { ListChange, Named } from "../../../scan/bills.ts";
import { cell, code } from "../../print/markdown-text.ts";
import { count, plural } from "../../print/words.ts";
import type { NamedDiff } from "./diff.ts";

/** Rows of one list; what a comment on a pull request can hold is limited. */
const MOST_ROWS = 200;

/** For a pull request; each list says how much it leaves out. */
export function diffMarkdown({ before, after, found }: NamedDiff): string {
  const { added, removed, versions, licenses, edges, same } = found;
  const parts = [
    `# Components: ${code(before)} → ${code(after)}`,
    `${count(added.length)} added, ${count(removed.length)} removed, ${count(versions.length)} in another version, ${plural(licenses.length, "component")} under other licences, ${count(edges.length)} with other needs, ${count(same)} the same.`,
    list(
      "Added",
      ["version"],
      added.map((one) => [one, cell(one.version ?? "")]),
    ),
    list(
      "Removed",
      ["version"],
      removed.map((one) => [one, cell(one.version ?? "")]),
    ),
    list(
      "In another version",
      ["from", "to"],
      versions.map(({ from, to }) => [to, cell(from.version ?? ""), cell(to.version ?? "")]),
    ),
    list(
      "Under other licences",
      ["from", "to"],
      licenses.map(({ component, removed, added }) => [component, words(removed), words(added)]),
    ),
    list("With other needs", ["new", "gone"], edges.map(needs)),
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

type Row = readonly [component: Named, ...cells: string[]];

function list(title: string, heads: readonly string[], rows: readonly Row[]): string {
  if (rows.length === 0) return "";
  const shown = rows
    .slice(0, MOST_ROWS)
    .map(([{ type, name }, ...cells]) => `| ${[cell(type), code(name), ...cells].join(" | ")} |`);
  const left = rows.length - shown.length;
  return [
    `## ${title}\n`,
    `| ${["type", "component", ...heads].join(" | ")} |`,
    `|${"---|".repeat(heads.length + 2)}`,
    ...shown,
    ...(left > 0 ? [`\n… and ${count(left)} more.`] : []),
  ].join("\n");
}

function words(texts: readonly string[]): string {
  return texts.map(cell).join(", ");
}

function needs({ component, added, removed }: ListChange): Row {
  return [component, added.map(code).join("<br>"), removed.map(code).join("<br>")];
}
