import type { BillDiff, ListChange, Named } from "../../../scan/bills.ts";
import { columns, plain } from "../../print/columns.ts";
import { count } from "../../print/words.ts";
import type { NamedDiff } from "./diff.ts";

/** For a terminal: each change one line, whole, as of `git diff`. */
export function diffTable({ before, after, found }: NamedDiff): string {
  const sections = [
    section("+", "added", found.added.map(cells)),
    section("-", "removed", found.removed.map(cells)),
    section("~", "in another version", versions(found)),
    section("§", "under other licences", found.licenses.map(licenses)),
    section("→", "with other needs", found.edges.flatMap(needs)),
  ];
  const said = sections.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  const same = `${count(found.same)} the same`;
  return `${plain(before)} → ${plain(after)}\n\n${[...said, same].join("\n\n")}\n`;
}

function section(sign: string, title: string, rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  return [
    `${sign} ${count(new Set(rows.map((row) => row.slice(0, 3).join("\0"))).size)} ${title}`,
    ...columns(rows).map((line) => `    ${line}`),
  ];
}

function cells({ type, name, version = "" }: Named): string[] {
  return [type, name, version];
}

function versions({ versions }: BillDiff): string[][] {
  return versions.map(({ from, to }) => [to.type, to.name, `${from.version ?? "?"} → ${to.version ?? "?"}`]);
}

function licenses({ component, added, removed }: ListChange): string[] {
  return [...cells(component), `${removed.join(", ") || "none"} → ${added.join(", ") || "none"}`];
}

function needs({ component, added, removed }: ListChange): string[][] {
  return [...added.map((purl) => `+ ${purl}`), ...removed.map((purl) => `- ${purl}`)].map((need) => [
    ...cells(component),
    need,
  ]);
}
