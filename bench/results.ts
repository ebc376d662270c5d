import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { VERSION } from "../src/core/version.ts";
import type { Case, Command, Goal } from "./bench.ts";
import type { Measured, Series } from "./measure.ts";

/** One case with what was measured. */
export interface Outcome {
  readonly case: Case;
  readonly series: Series;
  readonly checked: readonly string[];
}

/** Words of command lines that would name this machine's folders, by what they stand for. */
export type Shortening = readonly (readonly [path: string, word: string])[];

/** The page of one room's results: figures first, then how they came about. */
export function resultsPage(title: string, outcomes: readonly Outcome[], runs: number, shortening: Shortening): string {
  return [
    `# ${title}`,
    `Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}. ${machine()} Waybill ${VERSION} (${commit()}), the published bundle on Node ${process.versions.node}.`,
    `Whole processes from start to end, in turn (A B A B), one uncounted round before; medians of ${runs}. CPU is user and system time together, memory the peak of the largest process. A ratio below 1 means that Waybill takes less.`,
    ...outcomes.map((outcome) => section(outcome, shortening)),
  ].join("\n\n");
}

function section({ case: { title, goal, notes = [] }, series, checked }: Outcome, shortening: Shortening): string {
  const [ours, ...peers] = series.measured;
  if (ours === undefined) return "";
  const goals = goal === undefined ? [] : goalLines(ours, peers[0], goal);
  const load = series.load.map((value) => value.toFixed(1)).join(" before, ");
  return [
    `## ${title}`,
    table(ours, peers),
    [...goals, ...checked, ...notes, `Load of the machine: ${load} after.`].map((line) => `- ${line}`).join("\n"),
    `\`\`\`\n${series.measured.map(({ command }) => commandLine(command, shortening)).join("\n")}\n\`\`\``,
  ].join("\n\n");
}

function table(ours: Measured, peers: readonly Measured[]): string {
  const ratios = peers.length > 0;
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const head = ["", "wall s", "CPU s", "peak MiB", ...(ratios ? ["ours/theirs: wall", "CPU", "memory"] : []), "found"];
  const lines = [ours, ...peers].map((measured) => {
    const { wall, cpu, mib } = measured.median;
    const shares =
      measured === ours
        ? ["", "", ""]
        : [ours.median.wall / wall, ours.median.cpu / cpu, ours.median.mib / mib].map(ratio);
    return row([
      measured.command.name,
      wall.toFixed(2),
      cpu.toFixed(2),
      mib.toFixed(0),
      ...(ratios ? shares : []),
      measured.found,
    ]);
  });
  return [
    row(head),
    row(head.map((_, index) => (index === 0 || index === head.length - 1 ? "---" : "--:"))),
    ...lines,
  ].join("\n");
}

function ratio(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2) : "–";
}

/** One line for each limit: what was asked, and what is. */
function goalLines(ours: Measured, peer: Measured | undefined, goal: Goal): string[] {
  const { wall, cpu, mib } = ours.median;
  const limits: [what: string, value: number, most: number | undefined][] = [
    ["s wall", wall, goal.wallSeconds],
    ["s CPU", cpu, goal.cpuSeconds],
    ["MiB", mib, goal.peakMib],
  ];
  if (peer !== undefined) {
    const of = `of ${peer.command.name}'s`;
    limits.push(
      [`${of} wall`, wall / peer.median.wall, goal.ofPeer?.wall],
      [`${of} CPU`, cpu / peer.median.cpu, goal.ofPeer?.cpu],
      [`${of} memory`, mib / peer.median.mib, goal.ofPeer?.memory],
    );
  }
  return limits.flatMap(([what, value, most]) => {
    if (most === undefined) return [];
    const shown = value < 10 ? value.toFixed(2) : value.toFixed(0);
    return [`Goal: at most ${most} ${what}; ${shown}: ${value <= most ? "kept" : "**missed**"}.`];
  });
}

function commandLine({ program, words, environment = {} }: Command, shortening: Shortening): string {
  const settings = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  let line = [...settings, program, ...words].join(" ");
  for (const [path, word] of shortening) line = line.replaceAll(path, word);
  return line;
}

function machine(): string {
  const [cpu] = cpus();
  const gib = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} cores (${cpu?.model.trim() ?? "unknown"}), ${gib} GiB, Linux.`;
}

function commit(): string {
  const root = join(import.meta.dirname, "..");
  const git = (...words: string[]) => execFileSync("git", words, { cwd: root, encoding: "utf8" }).trim();
  return `${git("rev-parse", "--short=12", "HEAD")}${git("status", "--porcelain", "--", "src") === "" ? "" : " and changes"}`;
}

/** A JSON file that a tool wrote, as whatever the caller knows it to be. */
export function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8")) as unknown;
}

/** The distinct package URLs, without qualifiers, of a CycloneDX document. */
export function purlsIn(file: string): ReadonlySet<string> {
  const { components = [] } = readJson(file) as { components?: readonly { readonly purl?: string }[] };
  return new Set(components.flatMap(({ purl }) => purl?.split("?")[0] ?? []));
}
