import type { JudgedFinding, Suppression } from "../core/finding.ts";
import { describePlace } from "../core/place.ts";
import type { TargetKind } from "../core/target.ts";
import type { CredentialFact } from "./facts.ts";

/**
 * A finding is excused when the files themselves say so at every place where the value stands now, or stood when it
 * stands nowhere any more. What was said and does not count is told in the evidence. Files of an image were written by
 * others, so they excuse nothing there.
 */
export function withExcuse(
  finding: JudgedFinding,
  places: readonly CredentialFact[],
  target: TargetKind,
): JudgedFinding {
  const present = places.filter(({ at }) => at.commit === undefined);
  const said = (present.length > 0 ? present : places).map((place) => excuseAt(place, finding.rule, target));
  const excuses = said.flatMap((word) => (word.kind === "excuse" ? [word.excuse] : []));
  const [first] = excuses;
  if (first !== undefined && excuses.length === said.length) return { ...finding, excuse: first };
  const objections = new Set(said.flatMap((word) => (word.kind === "objection" ? [word.text] : [])));
  const claims = [...objections].map((text) => ({ kind: "claim" as const, text }));
  return claims.length === 0 ? finding : { ...finding, evidence: [...finding.evidence, ...claims] };
}

type Said =
  | { readonly kind: "excuse"; readonly excuse: Suppression }
  | { readonly kind: "objection"; readonly text: string }
  | { readonly kind: "nothing" };

function excuseAt({ at, allowance }: CredentialFact, rule: string, target: TargetKind): Said {
  if (allowance === undefined) return { kind: "nothing" };
  const mark = `waybill:allow at ${describePlace(at)}`;
  const objection = (why: string): Said => ({ kind: "objection", text: `${mark} ${why}` });
  if (target !== "directory" && target !== "git") return objection(`does not count in a target of the kind ${target}`);
  if (`secrets/${allowance.rule}` !== rule) return objection("is for another rule, so it does not count");
  if (allowance.reason === undefined) return objection("gives no reason, so it does not count");
  return { kind: "excuse", excuse: { by: mark, reason: allowance.reason } };
}
