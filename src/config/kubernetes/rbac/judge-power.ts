import type { Bare } from "../../../core/fact.ts";
import type { Severity } from "../../../core/severity.ts";
import { subject } from "../../../core/subject.ts";
import type { Verdict } from "../../../core/verdict.ts";
import type { Deed } from "../../../core/work-item.ts";
import type { GrantedPower } from "./facts.ts";
import type { Power } from "./powers.ts";

/** How grave a power is by where it holds; where nothing is said, it is as it should be. */
interface Weights {
  readonly cluster: Severity;
  readonly namespace?: Severity;
  /** Within a namespace, where an account that may do more can be taken over. */
  readonly takeover?: Severity;
  /** Given to nobody yet, as far as was seen. */
  readonly nobody?: Severity;
}

/** Most holders that a message names. */
const SOME = 3;

/** The verdict of a rule on its power. `phrase` completes "lets somebody …": "read all secrets". */
export function judgePower(fact: Bare<GrantedPower>, power: Power, phrase: string, weights: Weights): Verdict {
  if (fact.power !== power) return { kind: "not-applicable" };
  const { role, isBuiltIn, scope, holders, rule, stronger } = fact;
  const isTakeover = scope === "namespace" && stronger.length > 0;
  const severity = (isTakeover ? weights.takeover : undefined) ?? weights[scope];
  if (severity === undefined) return { kind: "pass" };
  const where = scope === "namespace" ? "in its namespace" : "in the whole cluster";
  const asWhom = stronger.length > 0 ? `, and so act as ${stronger.join(", ")}` : "";
  return {
    kind: "fail",
    severity,
    message:
      scope === "nobody"
        ? `${role} allows to ${phrase}; nobody has it among these manifests`
        : `${role} lets ${named(holders)} ${phrase} ${where}${asWhom}`,
    ...(isBuiltIn && { cause: holders.join() }),
    evidence: [{ kind: "bytes", text: rule }],
    deed: narrow(fact),
  };
}

function named(holders: readonly string[]): string {
  const rest = holders.length - SOME;
  return rest > 0 ? `${holders.slice(0, SOME).join(", ")} and ${rest} more` : holders.join(", ");
}

/** A role is written anew once, whatever it gives too much of; one that all clusters have is replaced where it is bound. */
function narrow({ role, isBuiltIn, holders }: Bare<GrantedPower>): Deed {
  const whose = isBuiltIn ? named(holders) : "";
  return {
    key: `narrow ${role} ${isBuiltIn ? holders.join() : ""}`,
    action: isBuiltIn ? `Give ${whose} a role of its own in place of ${role}` : `Narrow ${role} to what is used`,
    subject: subject("grant", role),
  };
}
