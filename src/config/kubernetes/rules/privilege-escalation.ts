import type { Rule } from "../../../core/rule.ts";
import type { Escalation } from "../facts.ts";
import { harden } from "../harden.ts";

const example = { workload: "Deployment/web", container: "web", privileged: false } as const;

export const privilegeEscalation: Rule<Escalation> = {
  id: "config/kubernetes/privilege-escalation",
  on: "escalation",
  title: "Process that may gain more rights than it started with",
  severity: "medium",
  confidence: "proven",
  why: "With it, one setuid program in the image makes root out of any user. It is allowed unless it is forbidden.",
  fix: "Set `allowPrivilegeEscalation: false`.",
  standards: ["PSS restricted", "CIS Kubernetes 5.2.6", "NSA pod security", "MITRE ATT&CK T1611"],
  aliases: ["CKV_K8S_20", "KSV-0001", "C-0016"],
  examples: [
    { given: { ...example, allowed: undefined }, verdict: "fail" },
    { given: { ...example, allowed: true }, verdict: "fail" },
    { given: { ...example, allowed: false }, verdict: "pass" },
    { given: { ...example, allowed: true, privileged: true }, verdict: "not-applicable" },
  ],
  judge: ({ workload, allowed, privileged }) => {
    if (privileged) return { kind: "not-applicable" }; // the API server refuses to forbid it there
    if (allowed === false) return { kind: "pass" };
    return { kind: "fail", message: `${workload} lets its processes gain rights`, deed: harden(workload) };
  },
};
