import { createHash } from "node:crypto";
import { parseReference } from "../../connect/oci/index.ts";
import type { Component } from "../../core/component.ts";
import type { Finding } from "../../core/finding.ts";
import { compareText } from "../../core/order.ts";
import { describePlace } from "../../core/place.ts";
import type { Report } from "../../core/report.ts";
import { SEVERITIES } from "../../core/severity.ts";
import { subjectOf } from "../../core/subject.ts";
import type { Target } from "../../core/target.ts";
import type { Sight } from "../../policy/lifecycle/look.ts";
import { componentsOfBill, type ListedComponents } from "../../scan/bills.ts";
import { Problem } from "../http/problems.ts";
import { type Composition, composed } from "../store/composition.ts";

/** A look, whoever took it, in the words of the store. */
export interface Intake {
  readonly lineage: { readonly kind: string; readonly name: string; readonly platform: string };
  /** The state that was looked at; null where nothing says which. */
  readonly image: string | null;
  /** SHA-256 of all that it says but for when it ended, hexadecimal. */
  readonly digest: string;
  readonly takenAt: Date;
  readonly scanner: string;
  readonly version: string;
  readonly advisoriesAt: Date | null;
  readonly rooms: Readonly<Record<string, Sight>>;
  readonly complete: boolean;
  readonly composition: Composition | null;
  readonly findings: readonly FoundRow[];
  /** Where a look was made at what is stored: that, in place of a composition. Its words do not replace a scanner's. */
  readonly stored?: { readonly purls: ReadonlySet<string>; readonly contents: readonly number[] };
}

/** A finding as the store keeps it. */
export interface FoundRow {
  readonly fingerprint: string;
  readonly rule: string;
  readonly room: string;
  readonly title: string;
  readonly severity: number;
  readonly priority: number;
  readonly confidence: string;
  readonly subject: string;
  readonly purl: string | null;
  readonly aliases: readonly string[];
  readonly rootLayer: string | null;
  readonly place: string;
  readonly fix: string;
  readonly deed: string;
  readonly excuse: string | null;
}

/** A report with the bill of the same look. @throws Problem where they do not hold together */
export function intakeOfReport(report: Report, bill: string | undefined, as: string | undefined, now: Date): Intake {
  assertWhole(report);
  const { target, tool, advisories, layers = [], startedAt, finishedAt: _, ...said } = report;
  const listed = bill === undefined ? undefined : componentsOfBill(bill);
  if (listed !== undefined) assertFits(report, listed);
  const rooms = roomsOf(report);
  const isWhole = listed?.faults.length === 0 && rooms["inventory"] === "complete";
  if (listed !== undefined && listed.faults.length > 0) rooms["inventory"] = "partial";
  const deeds = new Map(
    report.workItems.flatMap(({ action, findings }) => findings.map((id) => [id, action] as const)),
  );
  const takenAt = timeOf(startedAt, now);
  return {
    lineage: lineageOf(target, as),
    image: target.digest ?? target.commit ?? (listed && hashOfComponents(listed.components)) ?? null,
    digest: hash(JSON.stringify([target, tool, advisories, layers, said]), bill ?? "", takenAt.toISOString()),
    takenAt,
    scanner: tool.name,
    version: tool.version,
    advisoriesAt: advisories === null ? null : timeOf(advisories.builtAt, now),
    rooms,
    complete: report.summary.complete,
    composition:
      listed === undefined
        ? null
        : composed(
            listed.components,
            layers.map(({ digest, diffId }) => digest ?? diffId),
            { whole: isWhole, base: layers.findLast(({ base }) => base !== undefined)?.base ?? null },
          ),
    findings: report.findings.map((finding) => rowOf(finding, deeds.get(finding.id))),
  };
}

/** A bill alone, of any tool: it tells what is there, and nothing of what is wrong. @throws Problem where it is none */
export function intakeOfBill(bill: string, as: string | undefined, now: Date): Intake {
  const listed = componentsOfBill(bill);
  const { target, components, faults } = listed;
  const [fault] = faults;
  if (target === undefined && components.length === 0)
    throw new Problem(400, "bills/unreadable", "No bill", fault ?? "It is no CycloneDX and no SPDX document.");
  const about: Target = target ?? { kind: "sbom", ref: as ?? "" };
  return {
    lineage: lineageOf(about, as),
    image: about.digest ?? about.commit ?? hashOfComponents(components),
    digest: hash(bill),
    takenAt: now,
    scanner: "bill",
    version: "0",
    advisoriesAt: null,
    rooms: { inventory: faults.length === 0 ? "complete" : "partial" },
    complete: faults.length === 0,
    composition: composed(components, layersIn(components), { whole: faults.length === 0, base: null }),
    findings: [],
  };
}

/** A report that was cut and mended by hand would close what it left out. */
function assertWhole({ findings, workItems, summary }: Report): void {
  const open = findings.filter(({ suppressed }) => suppressed === null);
  const isCounted = SEVERITIES.every(
    (severity) => summary.bySeverity[severity] === open.filter((one) => one.severity === severity).length,
  );
  const ids = new Set(findings.map(({ id }) => id));
  const isNamed = workItems.every((item) => item.findings.every((id) => ids.has(id)));
  if (isCounted && isNamed && ids.size === findings.length) return;
  throw new Problem(
    400,
    "reports/not-whole",
    "Not a whole report",
    "Its findings are not those that its summary counts. Send what `waybill check --format json` wrote, unchanged.",
  );
}

function assertFits({ target, components }: Report, listed: ListedComponents): void {
  const { digest } = listed.target ?? {};
  const isSame = target.digest === undefined || digest === undefined || target.digest === digest;
  if (isSame && listed.components.length === components.total) return;
  throw new Problem(
    400,
    "reports/other-bill",
    "The bill does not fit",
    isSame
      ? `The report counts ${components.total} components, and the bill lists ${listed.components.length}. Send the bill of the same look.`
      : "Report and bill are of two images.",
  );
}

/** A room counts as seen when all its analyzers saw all that applies. */
function roomsOf({ coverage }: Report): Record<string, Sight> {
  const rooms = new Map<string, Sight>();
  for (const { analyzer, status } of coverage) {
    const room = analyzer.split("/")[0] ?? analyzer;
    const isWhole = status === "complete" || status === "notApplicable";
    if (!isWhole || !rooms.has(room)) rooms.set(room, isWhole ? "complete" : "partial");
  }
  return Object.fromEntries([...rooms].sort(([a], [b]) => compareText(a, b)));
}

/** Which of the things that change from build to build it is. @throws Problem where only a path on some machine says it */
function lineageOf(target: Target, as: string | undefined): Intake["lineage"] {
  const { kind, ref, platform = "" } = target;
  const name = as ?? (kind === "image" ? repositoryOf(ref) : ref);
  if (name === "" || /^(?:\.{0,2}\/|\.{1,2}$|-$|[a-z]:\\)/i.test(name))
    throw new Problem(
      400,
      "reports/no-name",
      "No name",
      "The target is a path on the machine that looked. Say by `as` what it is called everywhere.",
    );
  return { kind, name, platform };
}

/** An image's name without tag and digest, with its registry. */
function repositoryOf(ref: string): string {
  const plain = ref.replace(/^(?:registry|oci|docker-archive):/, "");
  const reference = parseReference(plain);
  return reference === undefined ? plain : `${reference.registry}/${reference.repository}`;
}

/** A finding of a report as the store keeps it. */
export function rowOf(finding: Finding, deed: string | undefined): FoundRow {
  const { kind, name } = subjectOf(finding.subject);
  const [place] = finding.locations;
  const { suppressed, fix } = finding;
  return {
    fingerprint: finding.id,
    rule: finding.rule,
    room: finding.room,
    title: finding.title,
    severity: SEVERITIES.indexOf(finding.severity),
    priority: finding.priority,
    confidence: finding.confidence,
    subject: `${kind} ${name}`,
    purl: kind === "purl" ? name : null,
    aliases: finding.aliases,
    rootLayer: place?.layer ?? null,
    place: place === undefined ? "" : describePlace(place),
    fix: fix?.summary ?? "",
    deed: deed ?? fix?.summary ?? "",
    excuse: suppressed === null ? null : `${suppressed.by}: ${suppressed.reason}`,
  };
}

function layersIn(components: readonly Component[]): string[] {
  return [...new Set(components.flatMap(({ occurrences }) => occurrences.flatMap(({ layer }) => layer ?? [])))];
}

function hashOfComponents(components: readonly Component[]): string {
  return `bill:${hash(...components.map(({ purl }) => purl).sort(compareText))}`;
}

function hash(...parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** A time as the report says it; none that lies ahead, which would silence all later looks. */
export function timeOf(text: string, now: Date): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime()) || time.getTime() > now.getTime() + 10 * 60_000)
    throw new Problem(400, "reports/no-time", "No such time", `${text.slice(0, 40)} is no time, or lies ahead.`);
  return time;
}
