import type { Rule } from "../../../core/rule.ts";
import type { NamespaceGuard } from "../pod-security/facts.ts";

const example = {
  namespace: "shop",
  enforced: undefined,
  possible: "baseline",
  workloads: 3,
  isSystem: false,
} as const;

export const unguardedNamespace: Rule<NamespaceGuard> = {
  id: "config/kubernetes/unguarded-namespace",
  on: "namespace-guard",
  title: "Namespace that lets every pod in",
  severity: "medium",
  confidence: "proven",
  why: "Without a level to enforce, whoever may start a pod there may start one with the node's disk and all its rights.",
  fix: "Label the namespace with `pod-security.kubernetes.io/enforce` and the level that all its workloads pass.",
  standards: ["PSS baseline", "CIS Kubernetes 5.2.1", "NSA pod security"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, enforced: "privileged" }, verdict: "fail" },
    { given: { ...example, possible: "privileged" }, verdict: "fail" },
    { given: { ...example, enforced: "baseline" }, verdict: "pass" },
    { given: { ...example, enforced: "privileged", possible: "privileged" }, verdict: "pass" },
    { given: { ...example, isSystem: true }, verdict: "not-applicable" },
  ],
  judge: ({ namespace, enforced, possible, workloads, isSystem }) => {
    if (isSystem) return { kind: "not-applicable" };
    if (enforced === "baseline" || enforced === "restricted") return { kind: "pass" };
    const needsAll = possible === "privileged";
    if (enforced === "privileged" && needsAll) return { kind: "pass" }; // said outright, and needed
    const own = workloads === 1 ? "its workload" : `all ${workloads} workloads`;
    return {
      kind: "fail",
      severity: needsAll ? "low" : "medium",
      message: needsAll
        ? `namespace ${namespace} enforces no Pod Security level; some of its workloads need privileged`
        : `namespace ${namespace} enforces no Pod Security level; ${own} here would pass ${possible}`,
      evidence: [{ kind: "check", text: `the strictest level that they pass: ${possible}` }],
    };
  },
};
