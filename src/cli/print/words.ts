import type { Coverage } from "../../core/gap.ts";
import type { Report } from "../../core/report.ts";
import { type FailOn, SEVERITIES } from "../../core/severity.ts";

/** `1,234`: the same on every machine. */
export function count(value: number): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `3.1 MB`, decimal as disks count. */
export function size(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** `2 critical, 3 high`; `nothing` when there is nothing. */
export function bySeverity(summary: Report["summary"]): string {
  const parts = SEVERITIES.filter((severity) => summary.bySeverity[severity] > 0).map(
    (severity) => `${summary.bySeverity[severity]} ${severity}`,
  );
  return parts.length === 0 ? "nothing" : parts.join(", ");
}

/** What one analyzer looked at, in the words of its own counts. */
export function examinedInWords({ examined, status }: Coverage): string {
  if (status === "notApplicable") return "does not apply";
  const parts = Object.entries(examined)
    .filter(([name]) => name !== "bytes")
    .map(([name, value]) => `${count(value)} ${value === 1 ? singular(name) : words(name)}`);
  if (examined.bytes !== undefined && examined.bytes > 0) parts.push(size(examined.bytes));
  return parts.join(", ");
}

function singular(name: string): string {
  return words(name).replace(/ies$/, "y").replace(/s$/, "");
}

/** `notPackages` → `not packages`. */
function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

export function durationInSeconds({ startedAt, finishedAt }: Pick<Report, "startedAt" | "finishedAt">): number {
  return (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
}

export function openFindings({ findings }: Report): Report["findings"] {
  return findings.filter(({ suppressed }) => suppressed === null);
}

/** Days that advisory data may have without a word. */
const FRESH = 7;

/** The source of advisories that was renewed longest ago, once that is long ago; undefined while all are fresh. */
export function oldData({ advisories, startedAt }: Pick<Report, "advisories" | "startedAt">): string | undefined {
  const [oldest] = [...(advisories?.sources ?? [])].sort((a, b) => Date.parse(a.fetchedAt) - Date.parse(b.fetchedAt));
  if (oldest === undefined) return undefined;
  const days = Math.floor((Date.parse(startedAt) - Date.parse(oldest.fetchedAt)) / 86_400_000);
  return days > FRESH ? `advisory data up to ${plural(days, "day")} old (${oldest.name})` : undefined;
}

/** What can be said when nothing fails the run: with `never`, nothing can. */
export function nothingFails(failOn: FailOn): string {
  return failOn === "never" ? "no finding was to fail this run" : `nothing at or above ${failOn}`;
}

/** As the first word of a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
