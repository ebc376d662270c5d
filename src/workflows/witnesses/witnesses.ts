import type { Evidence } from "../../core/evidence.ts";
import type { JudgedFinding } from "../../core/finding.ts";
import type { Gap } from "../../core/gap.ts";
import type { AnyRule } from "../../core/rule.ts";
import { subject } from "../../core/subject.ts";
import { readSarif, type SarifPlace, type SarifResult } from "../../documents/sarif/read.ts";
import type { WitnessedByPeer } from "../facts.ts";

/** Lines between where two tools see the same: one names the step, the other the line in it. */
const NEAR = 4;

export interface Witnessed {
  readonly findings: readonly JudgedFinding[];
  /** What only others say. */
  readonly facts: readonly WitnessedByPeer[];
  readonly gaps: readonly Gap[];
}

/**
 * Joins the reports of other tools to our own findings: what both say is one finding with both as witnesses, by the
 * rules' aliases, file and line. What only they say becomes a fact of its own.
 * @param root of the tree that was looked at, so that absolute paths in the reports are understood
 */
export function joinWitnesses(
  files: readonly string[],
  findings: readonly JudgedFinding[],
  rules: readonly AnyRule[],
  root: string | undefined,
): Witnessed {
  const results: SarifResult[] = [];
  const gaps: Gap[] = [];
  for (const file of files) {
    try {
      results.push(...readSarif(file).map((result) => within(root, result)));
    } catch (fault) {
      const why = fault instanceof Error ? fault.message : "unreadable";
      gaps.push({ where: file, reason: `what it witnesses was not taken: ${why}` });
    }
  }
  const named = rules.flatMap(({ id, aliases = [] }) => aliases.map((alias) => `${id} ${alias.toLowerCase()}`));
  const isNamed = new Set(named);
  const said = new Map<string, Evidence[]>();
  const alone: SarifResult[] = [];
  for (const result of results) {
    const name = nameOf(result);
    const same = findings.filter(
      (finding) => isNamed.has(`${finding.rule} ${name}`) && result.places.some((at) => isAt(finding, at)),
    );
    for (const { id } of same) said.set(id, [...(said.get(id) ?? []), asEvidence(result)]);
    if (same.length === 0) alone.push(result);
  }
  return {
    findings: findings.map((finding) => withWitnesses(finding, said.get(finding.id))),
    facts: asFacts(alone),
    gaps,
  };
}

/** `zizmor/template-injection`, however the tool writes its own name and whether or not the rule repeats it. */
function nameOf({ tool, rule }: Pick<SarifResult, "tool" | "rule">): string {
  const name = tool.toLowerCase().replace(/[\s_]+/g, "-");
  const own = rule.toLowerCase();
  return own.startsWith(`${name}/`) ? own : `${name}/${own}`;
}

function within(root: string | undefined, result: SarifResult): SarifResult {
  if (root === undefined) return result;
  const places = result.places.map((place) =>
    place.path.startsWith(`${root}/`) ? { ...place, path: place.path.slice(root.length + 1) } : place,
  );
  return { ...result, places };
}

function isAt({ locations }: JudgedFinding, { path, from, to }: SarifPlace): boolean {
  return locations.some(
    ({ path: own = "", line = 0 }) => isSame(own, path) && (from === 0 || (line >= from - NEAR && line <= to + NEAR)),
  );
}

/** A tool that was handed a folder of the tree counts its paths from there. */
function isSame(own: string, path: string): boolean {
  return own === path || own.endsWith(`/${path}`);
}

function asEvidence({ tool, rule, places: [place] }: SarifResult): Evidence {
  const where = place === undefined || place.from === 0 ? "" : `, line ${place.from}`;
  return { kind: "claim", text: `${tool} says so, too (${rule}${where})` };
}

/** Two tools that looked each for itself are surer than one. */
function withWitnesses(finding: JudgedFinding, said: readonly Evidence[] | undefined): JudgedFinding {
  if (said === undefined) return finding;
  const distinct = [...new Map(said.map((one) => [one.text, one])).values()];
  const confidence = finding.confidence === "possible" ? "likely" : finding.confidence;
  return { ...finding, confidence, evidence: [...finding.evidence, ...distinct] };
}

function asFacts(results: readonly SarifResult[]): WitnessedByPeer[] {
  return results.flatMap(({ tool, rule, level, message, score, places }) =>
    places.map(
      ({ path, from }): WitnessedByPeer => ({
        kind: "witnessed-by-peer",
        at: { path, ...(from > 0 && { line: from }) },
        subject: subject("file", path),
        tool,
        rule,
        level,
        message,
        score: score ?? 0,
      }),
    ),
  );
}
