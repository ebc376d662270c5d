import type { Finding } from "../../core/finding.ts";
import { findingId } from "../../core/identity.ts";
import type { Report } from "../../core/report.ts";
import { SEVERITIES, type Severity } from "../../core/severity.ts";
import { subjectOf } from "../../core/subject.ts";
import { writeCycloneDx } from "../../scan/bills.ts";

const APP = `sha256:${"a".repeat(64)}`;

export interface ReportWish {
  /** Day of November 2026. */
  readonly day?: number;
  readonly ref?: string;
  readonly digest?: string;
  readonly version?: string;
  /** Default: as new as the look. */
  readonly advisoriesAt?: string | null;
  /** `name@version` of npm packages, with the layer's digest before a bar: `sha256:…|lodash@1`. */
  readonly packages?: readonly string[];
  /** `name@version CVE` of holes, `secret NAME` of credentials. */
  readonly findings?: readonly string[];
  readonly severity?: Severity;
  readonly layers?: readonly string[];
  /** Analyzers that did not see all. */
  readonly partial?: readonly string[];
  /** Analyzers that did not run. */
  readonly without?: readonly string[];
}

const ANALYZERS = ["advisories/known", "inventory/packages", "secrets/credentials"];

/** A report as `check` writes it, and the bill of the same look. */
export function pushOf(wish: ReportWish = {}): { report: Report; bill: string } {
  const { day = 1, packages = [], layers = [], partial = [], without = [] } = wish;
  const taken = `2026-11-${String(day).padStart(2, "0")}T08:00:00.000Z`;
  const findings = (wish.findings ?? []).map((text) => findingOf(text, wish));
  const target = {
    kind: "image" as const,
    ref: wish.ref ?? "registry.example.com/team/app:1",
    digest: wish.digest ?? APP,
    platform: "linux/amd64",
  };
  const components = packages.map((text) => componentOf(text));
  const report: Report = {
    schema: "waybill.report/1",
    tool: { name: "waybill", version: wish.version ?? "1.0.0", rules: "sha256:00" },
    advisories: wish.advisoriesAt === null ? null : { builtAt: wish.advisoriesAt ?? taken, sources: [] },
    target,
    layers: layers.map((digest, index) => ({ index, digest, diffId: digest, size: 1 })),
    startedAt: taken,
    finishedAt: taken,
    coverage: ANALYZERS.filter((analyzer) => !without.includes(analyzer)).map((analyzer) => ({
      analyzer,
      status: partial.includes(analyzer) ? "partial" : "complete",
      examined: {},
      gaps: partial.includes(analyzer) ? [{ where: "x", reason: "killed" }] : [],
    })),
    components: { total: components.length, byType: {} },
    findings,
    workItems: findings.map(({ id, subject, severity }) => ({
      id: `item-${id}`,
      action: `Mend ${subjectOf(subject).name}`,
      subject,
      severity,
      priority: 50,
      findings: [id],
    })),
    summary: {
      bySeverity: Object.fromEntries(
        SEVERITIES.map((severity) => [severity, findings.filter((one) => one.severity === severity).length]),
      ) as Report["summary"]["bySeverity"],
      suppressed: 0,
      complete: partial.length === 0,
    },
  };
  return { report, bill: writeCycloneDx(components, { target, toolVersion: "1.0.0", specVersion: "1.6" }) };
}

function componentOf(text: string) {
  const [, layer, name = "", version = ""] = /^(?:(sha256:\w+)\|)?(.+)@(.+)$/.exec(text) ?? [];
  return {
    purl: `pkg:npm/${name}@${version}`,
    type: "npm",
    name,
    version,
    licenses: [],
    relation: "installed" as const,
    dependsOn: [],
    occurrences: [{ path: `app/node_modules/${name}/package.json`, ...(layer !== undefined && { layer }) }],
  };
}

function findingOf(text: string, { severity = "high", layers = [] }: ReportWish): Finding {
  const [what = "", name = ""] = text.split(" ");
  const isSecret = what === "secret";
  const rule = isSecret ? "secrets/credential" : "advisories/known-vulnerability";
  const subject = isSecret ? { credential: name } : { purl: `pkg:npm/${what}` };
  const [layer] = layers;
  return {
    id: findingId(rule, subject, name),
    rule,
    room: isSecret ? "secrets" : "advisories",
    title: `${what} has ${name}`,
    severity,
    priority: 50,
    confidence: "proven",
    subject,
    locations: [{ path: "app/file", ...(layer !== undefined && { layer }) }],
    evidence: [],
    why: "why",
    fix: { kind: "advice", summary: `Mend ${what}` },
    standards: [],
    aliases: isSecret ? [] : [name],
    references: [],
    suppressed: null,
  };
}
