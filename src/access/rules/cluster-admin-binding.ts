import type { Rule } from "../../core/rule.ts";
import type { BoundSubject } from "../facts.ts";

const example = {
  role: "cluster-admin",
  clusterWide: true,
  holder: { kind: "ServiceAccount", name: "ci/deployer" },
} as const;

export const clusterAdminBinding: Rule<BoundSubject> = {
  id: "access/cluster-admin-binding",
  on: "bound-subject",
  title: "Somebody is bound to cluster-admin",
  severity: "critical",
  confidence: "proven",
  why: "cluster-admin may do everything everywhere. Whoever runs as this subject, or steals its token, owns the cluster.",
  fix: "Bind a role that lists what is used, in the namespaces where it is used.",
  standards: ["CIS Kubernetes 5.1.1", "NSA RBAC"],
  aliases: ["KSV-0111", "C-0035"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, role: "view" }, verdict: "pass" },
    { given: { ...example, holder: { kind: "Group", name: "system:masters" } }, verdict: "pass" },
  ],
  judge: ({ role, clusterWide, holder }) => {
    if (role !== "cluster-admin" || (holder.kind === "Group" && holder.name === "system:masters"))
      return { kind: "pass" };
    const who = `${holder.kind} ${holder.name}`;
    return {
      kind: "fail",
      severity: clusterWide ? "critical" : "high",
      message: `${who} is bound to cluster-admin${clusterWide ? "" : " in one namespace"}`,
      cause: who,
    };
  },
};
