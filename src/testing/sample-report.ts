import { Configuration } from "../core/configuration.ts";
import type { Coverage } from "../core/gap.ts";
import type { Report } from "../core/report.ts";
import { decide } from "../policy/decide.ts";
import { judgedFinding } from "./judged-finding.ts";

const LAYERS = [`sha256:${"a1".repeat(32)}`, `sha256:${"b2".repeat(32)}`];

const COVERAGE: readonly Coverage[] = [
  { analyzer: "access/endpoints", status: "notApplicable", examined: {}, gaps: [] },
  {
    analyzer: "advisories/known",
    status: "partial",
    examined: { packages: 524 },
    gaps: [{ where: "pkg:gem/rails@7 and 3 more", reason: "not judged: no advisory data for RubyGems" }],
  },
  { analyzer: "config/image", status: "complete", examined: {}, gaps: [] },
  {
    analyzer: "inventory/packages",
    status: "complete",
    examined: { bytes: 18_000_000, files: 3_424, packages: 528 },
    gaps: [],
  },
  { analyzer: "trust/image", status: "complete", examined: { layers: 2 }, gaps: [] },
];

/** A report with one of everything, text from outside that tries to break out of each form among it. */
export function sampleReport(): Report {
  const hostile = `<script>alert(1)</script> | [x](javascript:y) @all \u001B[31m "&'`;
  const findings = [
    judgedFinding({
      rule: "advisories/malicious-package",
      room: "advisories",
      title: "flatmap-stream 0.1.1 is known malware (MAL-2025-20690)",
      severity: "critical",
      confidence: "proven",
      subject: { purl: "pkg:npm/flatmap-stream@0.1.1" },
      locations: [{ path: "app/node_modules/flatmap-stream/package.json", layer: LAYERS[1] }],
      evidence: [{ kind: "match", text: "MAL-2025-20690: 0.1.1 is listed as affected" }],
      signals: { exploitation: { level: "active", because: "it does harm by itself, wherever it is installed" } },
      deed: {
        key: "remove",
        action: "Take flatmap-stream 0.1.1 out",
        subject: { purl: "pkg:npm/flatmap-stream@0.1.1" },
      },
      aliases: ["GHSA-9x64-5r7x-2q53"],
      references: ["https://advisory.example/1", "javascript:alert(1)"],
    }),
    judgedFinding({
      title: hostile,
      severity: "medium",
      locations: [{ path: `a dir/${hostile}`, line: 3, column: 7 }],
    }),
    judgedFinding({ rule: "config/waived", title: "waived by its owner", severity: "high" }),
  ];
  const configuration = Configuration.parse({
    suppressions: [{ match: "config/waived", reason: "shielded by the gateway", owner: "ada", until: "2027-01-31" }],
  });
  return {
    schema: "waybill.report/1",
    tool: { name: "waybill", version: "0.1.0", rules: `sha256:${"0".repeat(64)}` },
    advisories: {
      builtAt: "2026-11-24T06:00:00.000Z",
      sources: [
        {
          name: "OSV npm",
          records: 22_305,
          fetchedAt: "2026-11-24T05:00:00.000Z",
          newestModified: "2026-11-23T00:00:00Z",
        },
      ],
    },
    target: {
      kind: "image",
      ref: "registry.example.com/team/app:1.4",
      digest: `sha256:${"c3".repeat(32)}`,
      platform: "linux/amd64",
    },
    layers: LAYERS.map((digest, index) => ({
      index,
      digest,
      diffId: digest,
      size: 50_000_000 / (index + 1),
      createdBy: index === 0 ? "debian.sh --arch amd64" : "COPY app /app",
    })),
    startedAt: "2026-11-24T12:00:00.000Z",
    finishedAt: "2026-11-24T12:00:01.500Z",
    coverage: [...COVERAGE],
    components: { total: 528, byType: { deb: 524, npm: 4 } },
    ...decide(findings, COVERAGE, configuration, new Date("2026-11-24T12:00:00Z")),
  };
}
