import type { Look } from "../../core/analyzer.ts";
import type { Component } from "../../core/component.ts";
import type { JudgedFinding } from "../../core/finding.ts";
import type { Gap } from "../../core/gap.ts";
import type { MatchedAdvisory } from "../facts.ts";
import { asOne, type Unit } from "../match/units.ts";
import { readStatements } from "./read-statements.ts";
import { statementsBy } from "./weigh.ts";

/** What the statements that the configuration names do to findings. */
export interface Excuses {
  readonly gaps: readonly Gap[];
  apply(finding: JudgedFinding, fact: MatchedAdvisory, unit: Unit): JudgedFinding;
}

/** A hole of a source is excused when it is for all packages that were made from it, or for the source itself. */
export function excusesFrom({ configuration, opened }: Look, components: readonly Component[]): Excuses {
  const { vex } = configuration.advisories;
  if (vex.length === 0) return { gaps: [], apply: (finding) => finding };
  const { statements, gaps } = readStatements(vex);
  const say = statementsBy(statements);
  const purls = new Set(components.map(({ purl }) => purl));
  return {
    gaps,
    apply: (finding, fact, unit) => {
      const names = [fact.vulnerability, ...fact.records, ...fact.aliases];
      const whole = asOne(unit);
      const weighed = unit.components.map((component) => {
        const ask = (about: Component) =>
          say(names, { component: about, target: opened.target, purls }, fact.malicious);
        const own = ask(component);
        return own.evidence.length > 0 ? own : ask(whole);
      });
      const [first] = weighed;
      const isExcused = weighed.every(({ statement }) => statement !== undefined);
      const told = new Map(weighed.flatMap(({ evidence }) => evidence.map((one) => [one.text, one])));
      return {
        ...finding,
        evidence: [...finding.evidence, ...told.values()],
        ...(isExcused && first?.statement !== undefined && { excuse: first.statement }),
      };
    },
  };
}
