import type { Rule } from "../../../../core/rule.ts";
import { switchOf } from "../../../command-flags.ts";
import type { ComponentFlag } from "../facts.ts";

export const sharedControllerAccount: Rule<ComponentFlag> = {
  id: "config/kubernetes/components/shared-controller-account",
  on: "component-flag",
  title: "All controllers share one account",
  severity: "medium",
  confidence: "proven",
  why: "Each controller then has the rights of all of them together, and the audit log cannot tell them apart.",
  fix: "Set `use-service-account-credentials` to true.",
  standards: ["CIS Kubernetes 1.3.3"],
  examples: [
    {
      given: {
        component: "kube-controller-manager",
        flag: "use-service-account-credentials",
        value: "false",
        written: false,
      },
      verdict: "fail",
    },
    {
      given: {
        component: "kube-controller-manager",
        flag: "use-service-account-credentials",
        value: "true",
        written: true,
      },
      verdict: "pass",
    },
    { given: { component: "kubelet", flag: "max-pods", value: "110", written: true }, verdict: "not-applicable" },
  ],
  judge: ({ flag, value }) => {
    if (flag !== "use-service-account-credentials") return { kind: "not-applicable" };
    if (switchOf(value) === true) return { kind: "pass" };
    return { kind: "fail", message: "kube-controller-manager: all controllers share one account", cause: flag };
  },
};
