import { createHash } from "node:crypto";
import * as z from "zod";
import { stableId } from "../../core/identity.ts";
import { SEVERITIES, type Severity } from "../../core/severity.ts";
import type { Sight } from "../../policy/lifecycle/look.ts";
import { parseSarif, type SarifResult } from "../../scan/other-reports.ts";
import { Problem } from "../http/problems.ts";
import type { FoundRow, Intake } from "./intake.ts";

/** What the caller says of a SARIF file, which does not say it itself. */
export interface AboutSarif {
  readonly kind: string;
  readonly as: string;
  readonly commit: string | undefined;
  readonly takenAt: Date;
}

/** Whether each run says that it ended well; of what it found, `parseSarif` tells. */
const Runs = z.object({
  runs: z.array(
    z.object({
      tool: z.object({
        driver: z.object({
          name: z.string().min(1).max(200),
          version: z.string().max(100).optional(),
          semanticVersion: z.string().max(100).optional(),
        }),
      }),
      invocations: z.array(z.object({ executionSuccessful: z.boolean().optional() })).optional(),
      results: z.array(z.unknown()).nullish(),
    }),
  ),
});

/** As many results as are read of one file: with so many, some may be missing. */
const MOST = 50_000;

/**
 * A report of another tool: each tool is a room of its own, so that one tool's silence closes nothing of another's. A run
 * that failed, or that names no results, saw its room in part. @throws Problem where it is no SARIF 2.1.0
 */
export function intakeOfSarif(text: string, { kind, as, commit, takenAt }: AboutSarif): Intake {
  const { runs, results } = readSarif(text);
  const rooms: Record<string, Sight> = {};
  for (const { tool, invocations = [], results } of runs) {
    const failed = invocations.some(({ executionSuccessful }) => executionSuccessful === false);
    const isPart = failed || !Array.isArray(results) || results.length >= MOST;
    const room = roomOf(tool.driver.name);
    rooms[room] = isPart || rooms[room] === "partial" ? "partial" : "complete";
  }
  const [only, another] = [
    ...new Set(runs.map(({ tool: { driver } }) => driver.semanticVersion ?? driver.version ?? "0")),
  ];
  const found = new Map(results.map((result) => [fingerprintOf(result), result]));
  return {
    lineage: { kind, name: as, platform: "" },
    image: commit ?? null,
    digest: createHash("sha256")
      .update(JSON.stringify([kind, as, commit ?? null, text]))
      .digest("hex"),
    takenAt,
    scanner:
      runs
        .map(({ tool }) => tool.driver.name)
        .join(", ")
        .slice(0, 200) || "sarif",
    version: another === undefined ? (only ?? "0") : "0",
    advisoriesAt: null,
    rooms,
    complete: Object.values(rooms).every((sight) => sight === "complete"),
    composition: null,
    findings: [...found].map(([fingerprint, result]) => rowOf(fingerprint, result)),
  };
}

function readSarif(text: string): { runs: z.infer<typeof Runs>["runs"]; results: readonly SarifResult[] } {
  try {
    const results = parseSarif(text);
    return { runs: Runs.parse(JSON.parse(text.replace(/^\uFEFF/, ""))).runs, results };
  } catch (error) {
    const why = error instanceof z.ZodError || !(error instanceof Error) ? "a run does not fit" : error.message;
    throw new Problem(400, "reports/no-sarif", "No SARIF", `It cannot be read as SARIF 2.1.0: ${why}.`);
  }
}

function roomOf(tool: string): string {
  return `sarif/${tool
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, "-")
    .slice(0, 60)}`;
}

/** The same wherever in the file it stands: neither lines nor any other number counts. */
function fingerprintOf({ tool, rule, message, places }: SarifResult): string {
  return stableId("sarif", tool, rule, places[0]?.path ?? "", message.replace(/\d+/g, "#"));
}

const BY_LEVEL: Record<SarifResult["level"], Severity> = {
  error: "high",
  warning: "medium",
  note: "low",
  none: "info",
};

/** How pressing it is by its severity alone: nothing else is known of it. */
const PRIORITY: Record<Severity, number> = { critical: 80, high: 60, medium: 40, low: 20, info: 5 };

function severityOf({ score, level }: SarifResult): Severity {
  if (score === undefined) return BY_LEVEL[level];
  if (score >= 9) return "critical";
  if (score >= 7) return "high";
  return score >= 4 ? "medium" : "low";
}

function rowOf(fingerprint: string, result: SarifResult): FoundRow {
  const severity = severityOf(result);
  const [place] = result.places;
  const { tool, rule, message } = result;
  const names = rule.match(/\b(?:CVE-\d{4}-\d{4,}|GHSA(?:-[0-9a-z]{4}){3})\b/g) ?? [];
  return {
    fingerprint,
    rule: `${tool}: ${rule}`,
    room: roomOf(tool),
    title: message === "" ? rule : message,
    severity: SEVERITIES.indexOf(severity),
    priority: PRIORITY[severity],
    confidence: "likely",
    subject: `file ${place?.path ?? ""}`,
    purl: null,
    aliases: [...new Set(names)],
    rootLayer: null,
    place: place === undefined ? "" : place.from > 0 ? `${place.path}:${place.from}` : place.path,
    fix: "",
    deed: `Mend what ${tool} says of ${place?.path ?? rule}`,
    excuse: null,
  };
}
