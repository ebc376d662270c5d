import type { Rule } from "../../../../core/rule.ts";
import { switchOf } from "../../../command-flags.ts";
import type { ComponentFlag } from "../facts.ts";

export const anonymousRequests: Rule<ComponentFlag> = {
  id: "config/kubernetes/components/anonymous-requests",
  on: "component-flag",
  title: "Component that answers those who do not say who they are",
  severity: "high",
  confidence: "proven",
  why: "Nobody need steal a credential to ask: what the authorization gives to all, or a single wrong binding, is given to whoever reaches the port.",
  fix: "Set `anonymous-auth` to false at the kubelet. At the API server name the paths that may be asked for health in an AuthenticationConfiguration (beta since 1.32), or set it to false where the probes have a credential.",
  standards: ["CIS Kubernetes 1.2.1", "CIS Kubernetes 4.2.1", "NSA authentication"],
  references: ["https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-requests"],
  examples: [
    { given: { component: "kubelet", flag: "anonymous-auth", value: "true", written: true }, verdict: "fail" },
    { given: { component: "kube-apiserver", flag: "anonymous-auth", value: "true", written: false }, verdict: "fail" },
    { given: { component: "kube-apiserver", flag: "anonymous-auth", value: "false", written: true }, verdict: "pass" },
    { given: { component: "kubelet", flag: "max-pods", value: "110", written: true }, verdict: "not-applicable" },
  ],
  judge: ({ component, flag, value, written }) => {
    if (flag !== "anonymous-auth") return { kind: "not-applicable" };
    if (switchOf(value) === false) return { kind: "pass" };
    const how = written ? "is on" : "is not set, which means on";
    // With RBAC the API server gives such callers little more than its version.
    const severity = component === "kubelet" ? "high" : "low";
    return { kind: "fail", severity, message: `${component}: anonymous-auth ${how}`, cause: `${component} ${flag}` };
  },
};
