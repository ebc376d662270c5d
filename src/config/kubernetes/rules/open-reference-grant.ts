import type { Rule } from "../../../core/rule.ts";
import type { ReferenceGrant } from "../routes/facts.ts";

const example = { title: "ReferenceGrant/shop/certificates", from: ["edge"] } as const;

export const openReferenceGrant: Rule<ReferenceGrant> = {
  id: "config/kubernetes/open-reference-grant",
  on: "reference-grant",
  title: "Every Secret of a namespace lent to another",
  severity: "medium",
  confidence: "proven",
  why: "Who may write Gateways in the other namespace uses any certificate and key here, also of names that are made later.",
  fix: "Name the one Secret that is meant under `to`.",
  standards: ["NSA network separation", "CWE-668"],
  examples: [
    { given: { ...example, whole: ["Secret"] }, verdict: "fail" },
    { given: { ...example, whole: [] }, verdict: "pass" },
    { given: { ...example, whole: ["Service"] }, verdict: "pass" },
  ],
  judge: ({ title, from, whole }) =>
    whole.includes("Secret")
      ? { kind: "fail", message: `${title} lends every Secret of its namespace to ${from.join(", ") || "others"}` }
      : { kind: "pass" },
};
