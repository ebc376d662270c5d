import type { Rule } from "../../../../core/rule.ts";
import type { ComponentFlag } from "../facts.ts";

export const authorizationOff: Rule<ComponentFlag> = {
  id: "config/kubernetes/components/authorization-off",
  on: "component-flag",
  title: "Component that lets everybody do everything",
  severity: "critical",
  confidence: "proven",
  why: "Every request that gets in is allowed: at the API server each pod's own token is that of an administrator, at the kubelet whoever reaches the port runs commands in every container of the node.",
  fix: "Set `authorization-mode` to `Node,RBAC` at the API server and to `Webhook` at the kubelet.",
  standards: ["CIS Kubernetes 1.2.6", "CIS Kubernetes 4.2.2", "NSA authentication"],
  references: [
    "https://kubernetes.io/docs/reference/access-authn-authz/authorization/",
    "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/",
  ],
  examples: [
    {
      given: { component: "kube-apiserver", flag: "authorization-mode", value: "AlwaysAllow", written: true },
      verdict: "fail",
    },
    {
      given: { component: "kubelet", flag: "authorization-mode", value: "AlwaysAllow", written: false },
      verdict: "fail",
    },
    {
      given: { component: "kube-apiserver", flag: "authorization-mode", value: "Node,RBAC", written: true },
      verdict: "pass",
    },
    { given: { component: "kubelet", flag: "max-pods", value: "110", written: true }, verdict: "not-applicable" },
  ],
  judge: ({ component, flag, value, written }) => {
    if (flag !== "authorization-mode") return { kind: "not-applicable" };
    if (!value.split(",").includes("AlwaysAllow")) return { kind: "pass" };
    const how = written ? "is set to" : "is not set, which means";
    return {
      kind: "fail",
      message: `${component}: authorization-mode ${how} AlwaysAllow`,
      cause: `${component} ${flag}`,
    };
  },
};
