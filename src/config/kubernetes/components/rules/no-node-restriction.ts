import type { Rule } from "../../../../core/rule.ts";
import type { ComponentFlag } from "../facts.ts";

export const noNodeRestriction: Rule<ComponentFlag> = {
  id: "config/kubernetes/components/no-node-restriction",
  on: "component-flag",
  title: "Nodes may change other nodes",
  severity: "medium",
  confidence: "proven",
  why: "Without NodeRestriction the kubelet of a node that was taken over labels and taints the others, and so draws pods and their secrets to itself.",
  fix: "Add `NodeRestriction` to `enable-admission-plugins`; it needs `Node` in `authorization-mode`.",
  standards: ["CIS Kubernetes 1.2.14"],
  references: ["https://kubernetes.io/docs/reference/access-authn-authz/node/"],
  examples: [
    {
      given: { component: "kube-apiserver", flag: "enable-admission-plugins", value: "", written: false },
      verdict: "fail",
    },
    {
      given: { component: "kube-apiserver", flag: "enable-admission-plugins", value: "NodeRestriction", written: true },
      verdict: "pass",
    },
    { given: { component: "kubelet", flag: "max-pods", value: "110", written: true }, verdict: "not-applicable" },
  ],
  judge: ({ flag, value }) => {
    if (flag !== "enable-admission-plugins") return { kind: "not-applicable" };
    if (value.split(",").some((name) => name.trim() === "NodeRestriction")) return { kind: "pass" };
    return {
      kind: "fail",
      message: "kube-apiserver: the admission plugin NodeRestriction is not enabled",
      cause: flag,
    };
  },
};
