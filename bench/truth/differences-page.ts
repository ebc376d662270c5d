import { VERSION } from "../../src/core/version.ts";
import type { Difference } from "./compare.ts";
import { DIFFERENCES } from "./differences.ts";
import type { Judged } from "./page.ts";

/** The page of where syft differs from the managers' lists, beside how we do, and why. */
export function differencesPage(judged: readonly Judged[]): string {
  const compared = judged.filter(({ syft }) => syft !== undefined);
  return `# Where syft's bills differ from the package managers' lists

Written by \`npm run bench -- truth --against syft\` on ${new Date().toISOString().slice(0, 10)}, Waybill ${VERSION} and syft 1.57.0, on the subjects of [inventory-truth.md](inventory-truth.md). An epoch of 0 counts as none and modules of Go in lower case, so that spelling alone is no difference. Root file systems are looked at with syft's choice for images, folders with its choice for folders.

| subject | listed | Waybill: missing | surplus | syft: missing | surplus | why syft differs, and who is right |
| --- | --: | --: | --: | --: | --: | --- |
${compared.map(row).join("\n")}

| edges | listed | Waybill: missing | surplus | syft: missing | surplus |
| --- | --: | --: | --: | --: | --: |
${compared.flatMap(edgeRow).join("\n")}

Where syft links too much, it links by name: to each version of that name that is listed. Where it links too little, it left out the packages at the ends, or reads no edges of that form; of RPM it does not read rich requirements such as \`(a or b)\`. Of the locks of Yarn 4 and Bun its runs give other numbers each time: which of the packages that only development reaches it leaves out varies.

What we miss or have beyond the managers' lists is explained on the other page, one by one.
`;
}

function row({ subject, packages, syft }: Judged): string {
  if (packages === undefined || syft === undefined) return "";
  const isSame = syft.missing.length + syft.surplus.length === 0;
  const why = isSame ? "" : (DIFFERENCES.get(subject.title) ?? "**not explained**");
  const cells = [subject.title, packages.listed, ...counts(packages), ...counts(syft), why];
  return `| ${cells.join(" | ")} |`;
}

function edgeRow({ subject, edges, syftEdges }: Judged): string[] {
  if (edges === undefined || syftEdges === undefined) return [];
  return [`| ${[subject.title, edges.listed, ...counts(edges), ...counts(syftEdges)].join(" | ")} |`];
}

/** All that differ, explained or not. */
function counts({ missing, surplus, explained }: Difference): [number, number] {
  const of = (side: "missing" | "surplus") =>
    explained.filter((one) => one.side === side).reduce((sum, { count }) => sum + count, 0);
  return [missing.length + of("missing"), surplus.length + of("surplus")];
}
