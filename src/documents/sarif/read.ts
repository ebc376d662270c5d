import { readFileSync, statSync } from "node:fs";
import * as z from "zod";

/** One result of another tool. */
export interface SarifResult {
  /** The tool's own name, such as `zizmor`. */
  readonly tool: string;
  readonly rule: string;
  readonly level: "error" | "warning" | "note" | "none";
  readonly message: string;
  /** From 0 to 10, where the rule or the result carries one (`security-severity`). */
  readonly score?: number;
  readonly places: readonly SarifPlace[];
}

export interface SarifPlace {
  /** As written, with `file:` and its slashes taken off; percent escapes resolved. */
  readonly path: string;
  /** From 1; 0 where none is named. */
  readonly from: number;
  readonly to: number;
}

/** No tool's report on one tree comes near this many bytes. */
const LARGEST = 64 * 1024 * 1024;

/** Results of one file that are taken. */
const MOST = 50_000;

/** The parts that we use of SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0). */
const Level = z.enum(["error", "warning", "note", "none"]);
const Properties = z.record(z.string(), z.unknown()).optional();
const Rule = z.object({
  id: z.string().max(300),
  defaultConfiguration: z.object({ level: Level.optional() }).optional(),
  properties: Properties,
});
const Result = z.object({
  ruleId: z.string().max(300).optional(),
  ruleIndex: z.int().min(-1).optional(),
  rule: z.object({ id: z.string().max(300).optional(), index: z.int().min(-1).optional() }).optional(),
  level: Level.optional(),
  kind: z.string().optional(),
  message: z.object({ text: z.string().optional() }).optional(),
  properties: Properties,
  locations: z
    .array(
      z.object({
        physicalLocation: z
          .object({
            artifactLocation: z.object({ uri: z.string().max(4_096).optional() }).optional(),
            region: z.object({ startLine: z.int().optional(), endLine: z.int().optional() }).optional(),
          })
          .optional(),
      }),
    )
    .optional(),
});
const Sarif = z.object({
  version: z.string().startsWith("2."),
  runs: z.array(
    z.object({
      tool: z.object({ driver: z.object({ name: z.string().max(200), rules: z.array(Rule).optional() }) }),
      results: z.array(Result).nullish(),
    }),
  ),
});

/** Reads a report. @throws Error when it cannot be read, is too large, or is no SARIF 2 */
export function readSarif(file: string): SarifResult[] {
  if (statSync(file).size > LARGEST) throw new Error(`it is larger than ${LARGEST} bytes`);
  return parseSarif(readFileSync(file, "utf8"));
}

/** @throws Error when it is no SARIF 2 */
export function parseSarif(text: string): SarifResult[] {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw new Error("it is not JSON");
  }
  const parsed = Sarif.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`it is no SARIF 2.1.0 (${issue?.path.join(".") || "the whole"}: ${issue?.message})`);
  }
  return parsed.data.runs.flatMap(resultsOf).slice(0, MOST);
}

function resultsOf({ tool: { driver }, results }: z.infer<typeof Sarif>["runs"][number]): SarifResult[] {
  const rules = driver.rules ?? [];
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return (results ?? []).flatMap((result): SarifResult[] => {
    const index = result.ruleIndex ?? result.rule?.index ?? -1;
    const id = result.ruleId ?? result.rule?.id ?? rules[index]?.id;
    if (id === undefined || /^(?:pass|notApplicable|informational)$/.test(result.kind ?? "")) return [];
    const rule = byId.get(id) ?? rules[index];
    const score = Number(result.properties?.["security-severity"] ?? rule?.properties?.["security-severity"]);
    return [
      {
        tool: driver.name,
        rule: id,
        level: result.level ?? rule?.defaultConfiguration?.level ?? "warning",
        message: (result.message?.text ?? "").replace(/\s+/g, " ").trim().slice(0, 300),
        ...(score > 0 && score <= 10 && { score }),
        places: (result.locations ?? []).flatMap(({ physicalLocation }) => {
          const uri = physicalLocation?.artifactLocation?.uri;
          const { startLine = 0, endLine = startLine } = physicalLocation?.region ?? {};
          return uri === undefined ? [] : [{ path: pathOf(uri), from: startLine, to: Math.max(startLine, endLine) }];
        }),
      },
    ];
  });
}

function pathOf(uri: string): string {
  const path = uri.replace(/^file:(?:\/\/[^/]*)?/i, "").replace(/^\.\//, "");
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // a percent sign that is one
  }
}
