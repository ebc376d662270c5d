import type { Rule } from "../../core/rule.ts";
import type { Trigger, UsedStep } from "../facts.ts";
import { WELL_KNOWN_ACTIONS } from "./well-known-actions.ts";

const push: Trigger = { events: ["push"], outsider: false, privileged: false };

export const mistypedAction: Rule<UsedStep> = {
  id: "workflows/mistyped-action",
  on: "used-step",
  title: "Action of an owner whose name is one letter from a well-known one",
  severity: "high",
  confidence: "possible",
  why: "Anyone may register a name that is one slip of a key from a well-known owner's, and wait for those who slip; the action then runs with the job's secrets.",
  fix: "Write the owner's name as its own page has it, or say why this one is meant.",
  standards: ["OWASP CICD-SEC-3"],
  references: [
    "https://developers.slashdot.org/story/24/09/07/0427219/github-actions-typosquatting-a-high-impact-supply-chain-attack-in-waiting",
  ],
  examples: [
    { given: { uses: "action/checkout@v4", trigger: push }, verdict: "fail" },
    { given: { uses: "dokcer/login-action@v3", trigger: push }, verdict: "fail" },
    { given: { uses: "actions/checkout@v4", trigger: push }, verdict: "pass" },
    { given: { uses: "acme/checkout@v4", trigger: push }, verdict: "pass" },
  ],
  judge: ({ uses }) => {
    const [owner, name] = splitName(uses);
    if (owner === "" || OWNERS.has(owner)) return { kind: "pass" };
    const meant = WELL_KNOWN.find((known) => isOneSlipFrom(owner, known.owner) && name === known.name);
    if (meant === undefined) return { kind: "pass" };
    return {
      kind: "fail",
      message: `${uses} is one letter from ${meant.owner}/${meant.name}`,
      cause: uses,
      evidence: [
        {
          kind: "check",
          text: `the owner \`${owner}\` and \`${meant.owner}\` differ by one letter; the action's name is the same`,
        },
      ],
    };
  },
};

const WELL_KNOWN = WELL_KNOWN_ACTIONS.map((uses) => {
  const [owner, name] = splitName(uses);
  return { owner, name };
});
const OWNERS: ReadonlySet<string> = new Set(WELL_KNOWN.map(({ owner }) => owner));

/** Owner and name in lower case; empty for a local action or an image. */
function splitName(uses: string): readonly [owner: string, name: string] {
  const [, owner = "", name = ""] = /^([\w-]+)\/([\w.-]+)/.exec(uses.toLowerCase()) ?? [];
  return [owner, name];
}

/** Whether one letter was added, left out, changed, or changed places with its neighbour. */
function isOneSlipFrom(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const restA = a.slice(start);
  const restB = b.slice(start);
  if (restA.slice(1) === restB || restA === restB.slice(1) || restA.slice(1) === restB.slice(1)) return true;
  return restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
}
