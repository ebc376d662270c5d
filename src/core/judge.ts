import type { JudgedFact } from "./fact.ts";
import type { JudgedFinding } from "./finding.ts";
import type { Gap } from "./gap.ts";
import { findingId } from "./identity.ts";
import { distinctPlaces } from "./order.ts";
import { describePlace } from "./place.ts";
import type { Room } from "./room.ts";
import type { AnyRule, Rule } from "./rule.ts";
import { subjectOf } from "./subject.ts";
import type { Fail } from "./verdict.ts";
import type { Deed } from "./work-item.ts";

export interface Judged {
  readonly findings: JudgedFinding[];
  readonly gaps: Gap[];
  /** How many facts each rule looked at. */
  readonly judged: number;
}

/** Lets every rule judge every fact of its kind. Findings with the same id are one finding with several places. */
export function judgeFacts(room: Room, rules: readonly AnyRule[], facts: readonly JudgedFact[]): Judged {
  const byId = new Map<string, JudgedFinding>();
  const gaps: Gap[] = [];
  const byKind = Map.groupBy(facts, ({ kind }) => kind);
  let judged = 0;
  for (const rule of rules as readonly Rule[]) {
    for (const fact of byKind.get(rule.on) ?? []) {
      judged++;
      const verdict = rule.judge(fact);
      if (verdict.kind === "fail") addFinding(byId, asFinding(room, rule, fact, verdict));
      if (verdict.kind === "unobservable") {
        gaps.push({ where: describePlace(fact.at), reason: `${rule.id}: ${verdict.reason}` });
      }
    }
  }
  return { findings: [...byId.values()], gaps, judged };
}

function asFinding(room: Room, rule: Rule, fact: JudgedFact, fail: Fail): JudgedFinding {
  return {
    id: findingId(rule.family ?? rule.id, fact.subject, fail.cause),
    rule: rule.id,
    room,
    title: fail.message,
    severity: fail.severity ?? rule.severity,
    confidence: fail.confidence ?? rule.confidence ?? "likely",
    subject: fact.subject,
    locations: distinctPlaces([fact.at, ...(fact.origins ?? [])]),
    evidence: [...(fail.evidence ?? [])],
    fix: fail.fix ?? { kind: "advice", summary: rule.fix },
    standards: [...rule.standards],
    aliases: [...(rule.aliases ?? [])],
    references: [...(rule.references ?? [])],
    signals: { ...fact.signals, ...fail.signals },
    deed: fail.deed ?? deedInFile(rule, fact),
  };
}

/** What one rule finds in one file is mended in one sitting. */
function deedInFile(rule: Rule, { at, subject }: JudgedFact): Deed {
  const where = at.path ?? subjectOf(subject).name;
  return { key: `${rule.id} in ${where}`, action: `${firstClause(rule.fix)}: ${where}`, subject };
}

/** An order that fits on a line: what stands before the first stop, semicolon or colon outside of code. */
function firstClause(text: string): string {
  let isCode = false;
  for (const [index, character] of [...text].entries()) {
    if (character === "`") isCode = !isCode;
    else if (!isCode && ".;:".includes(character) && /^(?:\s|$)/.test(text.slice(index + 1)))
      return text.slice(0, index);
  }
  return text;
}

function addFinding(byId: Map<string, JudgedFinding>, finding: JudgedFinding): void {
  const known = byId.get(finding.id);
  if (known === undefined) byId.set(finding.id, finding);
  else byId.set(finding.id, mergeFindings(known, finding));
}

/** The same finding seen at two places. */
export function mergeFindings(a: JudgedFinding, b: JudgedFinding): JudgedFinding {
  return { ...a, locations: distinctPlaces([...a.locations, ...b.locations]) };
}
