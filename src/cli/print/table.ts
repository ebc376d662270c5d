import { createColors } from "picocolors";
import type { Finding } from "../../core/finding.ts";
import type { Coverage } from "../../core/gap.ts";
import { describePlace } from "../../core/place.ts";
import type { Report } from "../../core/report.ts";
import { type FailOn, isAtLeast, type Severity } from "../../core/severity.ts";
import { subjectOf } from "../../core/subject.ts";
import type { WorkItem } from "../../core/work-item.ts";
import {
  bySeverity,
  count,
  durationInSeconds,
  examinedInWords,
  nothingFails,
  oldData,
  openFindings,
  plural,
} from "./words.ts";
import { wrap } from "./wrap.ts";

export interface TableOptions {
  readonly color: boolean;
  /** Every finding and every gap, not only the first ones. */
  readonly all: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  readonly failOn: FailOn;
}

const FIRST_DEEDS = 10;
const FIRST_GAPS = 8;

/** The first screen: what was looked at, the deeds that matter, what could not be seen, and the answer. */
export function printTable(report: Report, options: TableOptions): string {
  const page = new Page(options);
  head(page, report);
  coverage(page, report.coverage);
  if (options.all) everyFinding(page, report);
  else deeds(page, report);
  gaps(page, report.coverage, options.all);
  suppressions(page, report);
  if (report.rejected !== undefined) rejected(page, report.rejected);
  verdict(page, report, options.failOn);
  return page.text();
}

function head(page: Page, report: Report): void {
  const { target, startedAt, finishedAt } = report;
  const { bold, dim, yellow } = page.ink;
  const which = [target.platform, target.digest ?? target.commit].filter((part) => part !== undefined);
  const seconds = `${durationInSeconds({ startedAt, finishedAt }).toFixed(1)} s`;
  page.line(target.ref, bold);
  page.line([target.kind, ...which.map(shorten), seconds].join(" · "), dim);
  const old = oldData(report);
  if (old !== undefined) page.line(old, yellow);
}

function coverage(page: Page, entries: readonly Coverage[]): void {
  page.heading("Looked at");
  const applying = entries.filter(({ status }) => status !== "notApplicable");
  const width = Math.max(...applying.map(({ analyzer }) => analyzer.length));
  for (const entry of applying) {
    page.wrapped(
      `  ${page.mark(entry.status)} ${entry.analyzer.padEnd(width)}  `,
      width + 6,
      examinedInWords(entry) || entry.status,
    );
  }
  const rest = entries.filter(({ status }) => status === "notApplicable").map(({ analyzer }) => analyzer);
  if (rest.length > 0) page.wrapped(page.ink.dim("  does not apply: "), 18, rest.join(", "), page.ink.dim);
}

function deeds(page: Page, { workItems, findings }: Report): void {
  if (workItems.length === 0) return;
  page.heading(workItems.length > FIRST_DEEDS ? `The ${FIRST_DEEDS} deeds that matter most` : "What to do");
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  for (const [index, item] of workItems.slice(0, FIRST_DEEDS).entries()) deed(page, index + 1, item, byId);
  const left = workItems.length - FIRST_DEEDS;
  if (left > 0) page.wrapped("  ", 2, `… and ${plural(left, "more deed")}; --all lists every finding`, page.ink.dim);
}

function deed(page: Page, number: number, item: WorkItem, byId: ReadonlyMap<string, Finding>): void {
  const first = item.findings
    .map((id) => byId.get(id))
    .find((finding) => finding !== undefined && finding.severity === item.severity);
  page.wrapped(`${String(number).padStart(3)} ${page.severity(item.severity)} `, 13, item.action, page.ink.bold);
  const place = first?.locations[0];
  const closes = item.findings.length > 1 ? `closes ${plural(item.findings.length, "finding")}` : (first?.title ?? "");
  page.wrapped(" ".repeat(13), 13, closes, page.ink.dim);
  if (place !== undefined) page.wrapped(" ".repeat(13), 13, describePlace(place), page.ink.dim);
  if (first !== undefined) page.wrapped(" ".repeat(13), 13, first.why, page.ink.dim);
}

function everyFinding(page: Page, report: Report): void {
  const open = openFindings(report);
  if (open.length === 0) return;
  page.heading(`All ${plural(open.length, "finding")}`);
  for (const finding of open) {
    page.wrapped(
      `${String(finding.priority).padStart(3)} ${page.severity(finding.severity)} `,
      13,
      finding.title,
      page.ink.bold,
    );
    page.wrapped(
      " ".repeat(13),
      13,
      `${finding.rule} · ${subjectOf(finding.subject).name} · id ${finding.id}`,
      page.ink.dim,
    );
    for (const place of finding.locations.slice(0, 5))
      page.wrapped(" ".repeat(13), 13, describePlace(place), page.ink.dim);
    if (finding.locations.length > 5)
      page.wrapped(" ".repeat(13), 13, `… and ${finding.locations.length - 5} more places`, page.ink.dim);
    page.wrapped(" ".repeat(13), 13, finding.why, page.ink.dim);
    if (finding.fix !== null) page.wrapped(`${" ".repeat(13)}→ `, 15, finding.fix.summary);
  }
}

function gaps(page: Page, entries: readonly Coverage[], all: boolean): void {
  const blind = entries.flatMap(({ analyzer, gaps }) => gaps.map((gap) => ({ analyzer, ...gap })));
  const silent = entries.filter(
    ({ status, gaps }) => (status === "unobservable" || status === "failed") && gaps.length === 0,
  );
  if (blind.length + silent.length === 0) return;
  page.heading("Could not be seen");
  for (const { analyzer, status } of silent) page.wrapped(`  ${page.ink.yellow(analyzer)}  `, 4, status);
  const alike = [...Map.groupBy(blind, ({ analyzer, reason }) => `${analyzer}\0${reason}`).values()];
  const shown = all ? blind.map((gap) => [gap]) : spread(alike);
  for (const group of shown) {
    const [first] = group;
    if (first === undefined) continue;
    const { analyzer, where, reason } = first;
    const more = group.length > 1 ? ` and ${plural(group.length - 1, "more place")}` : "";
    page.wrapped(`  ${page.ink.yellow(analyzer)}  `, 4, where === analyzer ? reason : `${where}${more}: ${reason}`);
  }
  const left = blind.length - shown.reduce((sum, group) => sum + group.length, 0);
  if (left > 0) page.wrapped("  ", 2, `… and ${count(left)} more; --all lists them`, page.ink.dim);
}

/** Some of each analyzer, so that one with many does not hide the others. */
function spread<T extends { readonly analyzer: string }>(alike: readonly T[][]): T[][] {
  const byAnalyzer = [...Map.groupBy(alike, ([first]) => first?.analyzer).values()];
  const each = Math.max(2, Math.floor(FIRST_GAPS / Math.max(1, byAnalyzer.length)));
  return byAnalyzer.flatMap((groups) => groups.slice(0, each));
}

/** Excuses that are shown each on a line of its own. */
const FIRST_EXCUSES = 10;

function suppressions(page: Page, { findings, summary, expired = [] }: Report): void {
  if (summary.suppressed + expired.length === 0) return;
  page.line();
  if (summary.suppressed > 0) page.line(`${plural(summary.suppressed, "finding")} suppressed`, page.ink.dim);
  const excused = findings.flatMap(({ title, suppressed }) => (suppressed === null ? [] : [{ title, ...suppressed }]));
  for (const { title, by, reason, until } of excused.slice(0, FIRST_EXCUSES))
    page.wrapped(
      "  ",
      4,
      `${title}: ${reason}, by ${by}${until === undefined ? "" : `, until ${until}`}`,
      page.ink.dim,
    );
  if (excused.length > FIRST_EXCUSES) page.line(`  … and ${count(excused.length - FIRST_EXCUSES)} more`, page.ink.dim);
  for (const waiver of expired) page.line(`suppression ended: ${waiver}`, page.ink.yellow);
}

function rejected(page: Page, entries: NonNullable<Report["rejected"]>): void {
  page.heading(`Looked at and rejected (${entries.length})`);
  for (const { where, reason } of entries) page.wrapped(`  ${where}  `, 4, reason, page.ink.dim);
}

function verdict(page: Page, report: Report, failOn: FailOn): void {
  const { bold, red, yellow, green } = page.ink;
  const open = openFindings(report);
  const failing = open.filter(({ severity }) => isAtLeast(severity, failOn)).length;
  const blind = report.coverage.filter(({ status }) => status !== "complete" && status !== "notApplicable").length;
  page.line();
  const severities = open.length > 0 ? ` (${bySeverity(report.summary)})` : "";
  page.line(`${plural(open.length, "finding")}${severities} · ${plural(report.components.total, "component")}`, bold);
  if (failing > 0) page.line(`✗ ${failing} at or above ${failOn}`, red);
  else if (blind > 0)
    page.line(`? ${nothingFails(failOn)}, but ${plural(blind, "analyzer")} could not see everything`, yellow);
  else page.line(`✓ ${nothingFails(failOn)}, and everything that applies was looked at`, green);
}

function shorten(name: string): string {
  return /^(sha256:)?[0-9a-f]{40,}$/.test(name) ? name.replace("sha256:", "").slice(0, 12) : name;
}

type Ink = (text: string) => string;

/** Collects lines, with colour where the terminal has it, and never wider than the terminal. */
class Page {
  readonly ink: ReturnType<typeof createColors>;
  readonly #lines: string[] = [];
  readonly #width: number;

  constructor({ color, width }: TableOptions) {
    this.ink = createColors(color);
    this.#width = Math.max(40, Math.min(width, 120));
  }

  line(text = "", ink: Ink = (plain) => plain): void {
    this.wrapped("", 2, text, ink);
  }

  heading(text: string): void {
    this.line();
    this.line(text, (plain) => this.ink.bold(this.ink.cyan(plain)));
  }

  /** A lead (already coloured, not measured) and words that wrap under `indent`. */
  wrapped(lead: string, indent: number, text: string, ink: Ink = (plain) => plain): void {
    const leadWidth = visibleLength(lead);
    const lines = wrap(text, this.#width - leadWidth, this.#width - indent);
    this.#lines.push(`${lead}${ink(lines[0] ?? "")}`.trimEnd());
    for (const line of lines.slice(1)) this.#lines.push(`${" ".repeat(indent)}${ink(line)}`);
  }

  severity(severity: Severity): string {
    const padded = severity.padEnd(8);
    switch (severity) {
      case "critical":
        return this.ink.bold(this.ink.red(padded));
      case "high":
        return this.ink.red(padded);
      case "medium":
        return this.ink.yellow(padded);
      case "low":
        return this.ink.blue(padded);
      case "info":
        return this.ink.dim(padded);
    }
  }

  mark(status: Coverage["status"]): string {
    switch (status) {
      case "complete":
        return this.ink.green("✓");
      case "partial":
      case "unobservable":
        return this.ink.yellow("?");
      case "failed":
        return this.ink.red("✗");
      case "notApplicable":
        return this.ink.dim("–");
    }
  }

  text(): string {
    return `${this.#lines.join("\n")}\n`;
  }
}

function visibleLength(text: string): number {
  return text.replace(/\u001B\[[0-9;]*m/g, "").length;
}
