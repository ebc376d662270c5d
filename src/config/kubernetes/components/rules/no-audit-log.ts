import type { Rule } from "../../../../core/rule.ts";
import type { ComponentFlag } from "../facts.ts";

export const noAuditLog: Rule<ComponentFlag> = {
  id: "config/kubernetes/components/no-audit-log",
  on: "component-flag",
  title: "API server that keeps no record of what is asked of it",
  severity: "medium",
  confidence: "proven",
  why: "After an intrusion nothing says who did what: which secret was read, which role was bound, from where.",
  fix: "Set `audit-policy-file` and `audit-log-path` (or `audit-webhook-config-file`), and send the log off the node.",
  standards: ["CIS Kubernetes 1.2.16", "CIS Kubernetes 3.2.1", "NSA logging"],
  examples: [
    { given: { component: "kube-apiserver", flag: "audit-log-path", value: "", written: false }, verdict: "fail" },
    {
      given: {
        component: "kube-apiserver",
        flag: "audit-log-path",
        value: "/var/log/kubernetes/audit.log",
        written: true,
      },
      verdict: "pass",
    },
    { given: { component: "kubelet", flag: "max-pods", value: "110", written: true }, verdict: "not-applicable" },
  ],
  judge: ({ flag, value }) => {
    if (flag !== "audit-log-path") return { kind: "not-applicable" };
    if (value !== "") return { kind: "pass" };
    return { kind: "fail", message: "kube-apiserver: no audit log is kept", cause: flag };
  },
};
