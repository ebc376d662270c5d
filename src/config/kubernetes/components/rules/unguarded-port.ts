import type { Rule } from "../../../../core/rule.ts";
import type { ComponentFlag } from "../facts.ts";

export const unguardedPort: Rule<ComponentFlag> = {
  id: "config/kubernetes/components/unguarded-port",
  on: "component-flag",
  title: "Port of a component that asks nothing of anybody",
  severity: "critical",
  confidence: "proven",
  why: "The API server's insecure port stands before authentication and authorization, so whoever reaches it owns the cluster; the kubelet's read-only port tells everybody what runs on the node, with its environment.",
  fix: "Set `read-only-port` (`readOnlyPort`) to 0; leave `insecure-port` out, which newer versions do not know any more.",
  standards: ["CIS Kubernetes 4.2.4", "MITRE ATT&CK T1613"],
  examples: [
    { given: { component: "kube-apiserver", flag: "insecure-port", value: "8080", written: true }, verdict: "fail" },
    { given: { component: "kubelet", flag: "read-only-port", value: "10255", written: false }, verdict: "fail" },
    { given: { component: "kubelet", flag: "read-only-port", value: "0", written: true }, verdict: "pass" },
    { given: { component: "kube-apiserver", flag: "insecure-port", value: "0", written: true }, verdict: "pass" },
    { given: { component: "kubelet", flag: "max-pods", value: "110", written: true }, verdict: "not-applicable" },
  ],
  judge: ({ component, flag, value, written }) => {
    if (flag !== "insecure-port" && flag !== "read-only-port") return { kind: "not-applicable" };
    if (/^0*$/.test(value)) return { kind: "pass" };
    const severity = flag === "insecure-port" ? "critical" : "high";
    const how = written ? "is" : "is not set, which means";
    return { kind: "fail", severity, message: `${component}: ${flag} ${how} ${value}`, cause: flag };
  },
};
