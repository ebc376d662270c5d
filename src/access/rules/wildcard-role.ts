import type { Rule } from "../../core/rule.ts";
import type { RoleRule } from "../facts.ts";

const example = { role: "deployer", clusterWide: true, groups: [""], resources: ["pods"], verbs: ["get"] } as const;

export const wildcardRole: Rule<RoleRule> = {
  id: "access/wildcard-role",
  on: "role-rule",
  title: "Role that may do everything",
  severity: "critical",
  confidence: "proven",
  why: "All verbs on all resources include reading every secret and granting oneself more; today's and tomorrow's resources alike.",
  fix: "List the verbs and resources that are used.",
  standards: ["CIS Kubernetes 5.1.3", "NSA RBAC"],
  aliases: ["CKV_K8S_49", "KSV-0046"],
  examples: [
    { given: { ...example, groups: ["*"], resources: ["*"], verbs: ["*"] }, verdict: "fail" },
    { given: { ...example, verbs: ["*"] }, verdict: "pass" },
    { given: { ...example, resources: ["secrets"], verbs: ["*"] }, verdict: "fail" },
    { given: example, verdict: "pass" },
  ],
  judge: ({ role, clusterWide, groups, resources, verbs }) => {
    const everyVerb = verbs.includes("*");
    const everything = everyVerb && resources.includes("*") && (groups.includes("*") || groups.includes(""));
    const everySecret = everyVerb && resources.includes("secrets");
    if (!everything && !everySecret) return { kind: "pass" };
    const what = everything ? "everything" : "everything with secrets";
    return {
      kind: "fail",
      severity: clusterWide ? (everything ? "critical" : "high") : everything ? "high" : "medium",
      message: `${role} may do ${what} ${clusterWide ? "in the whole cluster" : "in its namespace"}`,
      cause: what,
      evidence: [
        {
          kind: "bytes",
          text: `groups ${groups.join(", ") || "core"}; resources ${resources.join(", ")}; verbs ${verbs.join(", ")}`,
        },
      ],
    };
  },
};
