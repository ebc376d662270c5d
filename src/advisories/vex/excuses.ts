import type { Look } from "../../core/analyzer.ts";
import type { Component } from "../../core/component.ts";
import type { JudgedFinding } from "../../core/finding.ts";
import type { Gap } from "../../core/gap.ts";
import type { MatchedAdvisory } from "../facts.ts";
import { readStatements } from "./read-statements.ts";
import { statementsBy } from "./weigh.ts";

/** What the statements that the configuration names do to findings. */
export interface Excuses {
  readonly gaps: readonly Gap[];
  apply(finding: JudgedFinding, fact: MatchedAdvisory, component: Component): JudgedFinding;
}

export function excusesFrom({ configuration, opened }: Look, components: readonly Component[]): Excuses {
  const { vex } = configuration.advisories;
  if (vex.length === 0) return { gaps: [], apply: (finding) => finding };
  const { statements, gaps } = readStatements(vex);
  const say = statementsBy(statements);
  const purls = new Set(components.map(({ purl }) => purl));
  return {
    gaps,
    apply: (finding, fact, component) => {
      const names = [fact.vulnerability, ...fact.records, ...fact.aliases];
      const { statement, evidence } = say(names, { component, target: opened.target, purls }, fact.malicious);
      return {
        ...finding,
        evidence: [...finding.evidence, ...evidence],
        ...(statement !== undefined && { excuse: statement }),
      };
    },
  };
}
