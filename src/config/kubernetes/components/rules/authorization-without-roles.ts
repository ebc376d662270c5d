import type { Rule } from "../../../../core/rule.ts";
import type { ComponentFlag } from "../facts.ts";

export const authorizationWithoutRoles: Rule<ComponentFlag> = {
  id: "config/kubernetes/components/authorization-without-roles",
  on: "component-flag",
  title: "API server that does not go by roles",
  severity: "high",
  confidence: "proven",
  why: "Without RBAC the roles of the cluster are so many words; without Node each kubelet may read the secrets of all pods in place of those of its own.",
  fix: "Set `authorization-mode` to `Node,RBAC`.",
  standards: ["CIS Kubernetes 1.2.7", "CIS Kubernetes 1.2.8"],
  examples: [
    {
      given: { component: "kube-apiserver", flag: "authorization-mode", value: "ABAC", written: true },
      verdict: "fail",
    },
    {
      given: { component: "kube-apiserver", flag: "authorization-mode", value: "RBAC", written: true },
      verdict: "fail",
    },
    {
      given: { component: "kube-apiserver", flag: "authorization-mode", value: "Node,RBAC", written: true },
      verdict: "pass",
    },
    {
      given: { component: "kube-apiserver", flag: "authorization-mode", value: "AlwaysAllow", written: true },
      verdict: "not-applicable",
    },
    { given: { component: "kubelet", flag: "max-pods", value: "110", written: true }, verdict: "not-applicable" },
  ],
  judge: ({ component, flag, value }) => {
    if (flag !== "authorization-mode" || component !== "kube-apiserver") return { kind: "not-applicable" };
    const modes = new Set(value.split(",").map((mode) => mode.trim()));
    if (modes.has("AlwaysAllow")) return { kind: "not-applicable" }; // which is worse, and has its own rule
    const missing = ["RBAC", "Node"].filter((mode) => !modes.has(mode));
    if (missing.length === 0) return { kind: "pass" };
    const severity = missing.includes("RBAC") ? "high" : "medium";
    return {
      kind: "fail",
      severity,
      message: `kube-apiserver: authorization-mode ${value} lacks ${missing.join(" and ")}`,
      cause: flag,
    };
  },
};
