import {
  type ExplainedComponent,
  type ExplainedHole,
  type ExplainedPackage,
  type ExplainedRecord,
  explainHole,
  explainTarget,
} from "../../../scan/advisory-data.ts";
import { look } from "../../look.ts";
import type { Options } from "../../options.ts";
import { plain } from "../../print/columns.ts";
import { count } from "../../print/words.ts";

type Ink = { readonly bold: (text: string) => string };

/** All that is known of a CVE, a GHSA, a DSA or another name of a hole; with a target, how its components stand. */
export async function explainVulnerability(
  name: string,
  target: string | undefined,
  options: Options,
  ink: Ink,
): Promise<string> {
  const hole = explainHole(name, options.dataDirectory);
  const lines = page(hole, options.all, ink);
  if (target === undefined) return `${lines.join("\n")}\n`;
  const looked = await look({ target, options, selection: { only: ["advisories"], skip: [] }, history: false });
  const judged = explainTarget(name, looked.components, options.dataDirectory);
  return `${[...lines, "", ink.bold(`In ${target}`), ...inTarget(judged)].join("\n")}\n`;
}

function page(hole: ExplainedHole, all: boolean, ink: Ink): string[] {
  return [
    `${ink.bold(hole.name)}${hole.summary === "" ? "" : `  ${plain(hole.summary)}`}`,
    ...(hole.aliases.length > 0 ? [`also ${plain(hole.aliases.join(", "))}`] : []),
    ...exploitation(hole),
    ...hole.records.flatMap((record) => ["", ...recordLines(record, all, ink)]),
    "",
    ink.bold("Sources"),
    ...hole.sources.map(
      ({ name, fetchedAt, newestModified }) =>
        `  ${plain(name)}: fetched ${fetchedAt.slice(0, 10)}, newest ${newestModified.slice(0, 10) || "unknown"}`,
    ),
  ];
}

function exploitation({ exploitedSince, likelihood }: ExplainedHole): string[] {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  return [
    ...(exploitedSince === undefined ? [] : [`known to be exploited since ${exploitedSince} (CISA KEV)`]),
    ...(likelihood === undefined
      ? []
      : [`EPSS: ${percent(likelihood.chance)} within 30 days, above ${percent(likelihood.percentile)} of all holes`]),
  ];
}

/** Packages that are shown without `--all`. */
const SHOWN = 40;

function recordLines(record: ExplainedRecord, all: boolean, ink: Ink): string[] {
  const { id, source, modified, withdrawn, malicious, basis, causes, links, packages } = record;
  const shown = all ? packages : packages.slice(0, SHOWN);
  const width = Math.max(0, ...shown.map(({ ecosystem, name }) => plain(`${ecosystem} ${name}`).length));
  return [
    `${ink.bold(plain(id))}  ${plain(source)}, changed ${modified.slice(0, 10)}${withdrawn === undefined ? "" : `, withdrawn ${withdrawn.slice(0, 10)}: it counts for nothing`}`,
    ...(malicious ? ["  it tells of malware"] : []),
    ...(basis === undefined ? [] : [`  ${plain(basis)}`]),
    ...(causes.length > 0
      ? [`  stands for ${plain(causes.slice(0, 10).join(", "))}${causes.length > 10 ? " …" : ""}`]
      : []),
    ...shown.map((one) => `  ${plain(`${one.ecosystem} ${one.name}`).padEnd(width)}  ${plain(packageInWords(one))}`),
    ...(shown.length < packages.length
      ? [`  … and ${count(packages.length - shown.length)} more packages; --all shows them`]
      : []),
    ...links.slice(0, 3).map((link) => `  ${plain(link)}`),
  ];
}

function packageInWords({ versions, state, note }: ExplainedPackage): string {
  const words = versions.length === 0 ? "no versions are named" : versions.join("; ");
  return `${words}${state === undefined ? "" : ` · ${state}`}${note === "" ? "" : ` · ${note}`}`;
}

function inTarget(judged: readonly ExplainedComponent[]): string[] {
  if (judged.length === 0) return ["  nothing here carries a name that these records tell of"];
  return judged.map(
    ({ purl, record, verdict, because }) => `  ${plain(purl)}: ${verdict}, by ${plain(record)}: ${plain(because)}`,
  );
}
