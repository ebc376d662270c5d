import type { Rule } from "../../../core/rule.ts";
import type { GrantedPower } from "../rbac/facts.ts";
import { judgePower } from "../rbac/judge-power.ts";

const example = {
  power: "enter nodes",
  role: "ClusterRole/deployer",
  isBuiltIn: false,
  scope: "cluster",
  holders: ["ServiceAccount ci/deployer"],
  rule: "get on nodes/proxy",
  stronger: [],
} as const;

export const roleEntersNodes: Rule<GrantedPower> = {
  id: "config/kubernetes/role-enters-nodes",
  on: "granted-power",
  title: "Role that reaches into the nodes",
  severity: "critical",
  confidence: "proven",
  why: "A GET of `nodes/proxy` is enough to run commands in every pod of the node, past the API server's log; a node that can be written draws pods to itself; a volume that can be made mounts the node's disk.",
  fix: "Take `nodes/proxy` away (metrics are read through `nodes/metrics`), and leave nodes and volumes to the cluster's own controllers.",
  standards: ["CIS Kubernetes 5.1.9", "CIS Kubernetes 5.1.10", "NSA RBAC", "MITRE ATT&CK T1611"],
  aliases: ["KSV-0047"],
  references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, scope: "nobody", holders: [] }, verdict: "fail" },
    { given: { ...example, power: "everything" }, verdict: "not-applicable" },
  ],
  judge: (fact) => judgePower(fact, "enter nodes", "reach into the nodes", { cluster: "critical", nobody: "medium" }),
};
