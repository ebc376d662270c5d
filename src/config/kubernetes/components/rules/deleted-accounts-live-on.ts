import type { Rule } from "../../../../core/rule.ts";
import { switchOf } from "../../../command-flags.ts";
import type { ComponentFlag } from "../facts.ts";

export const deletedAccountsLiveOn: Rule<ComponentFlag> = {
  id: "config/kubernetes/components/deleted-accounts-live-on",
  on: "component-flag",
  title: "Tokens of deleted accounts stay good",
  severity: "medium",
  confidence: "proven",
  why: "A token is then believed for its signature alone: to delete the account of an intruder changes nothing.",
  fix: "Leave `service-account-lookup` out, which means true.",
  standards: ["CIS Kubernetes 1.2.21"],
  examples: [
    {
      given: { component: "kube-apiserver", flag: "service-account-lookup", value: "false", written: true },
      verdict: "fail",
    },
    {
      given: { component: "kube-apiserver", flag: "service-account-lookup", value: "true", written: false },
      verdict: "pass",
    },
    { given: { component: "kubelet", flag: "max-pods", value: "110", written: true }, verdict: "not-applicable" },
  ],
  judge: ({ flag, value }) => {
    if (flag !== "service-account-lookup") return { kind: "not-applicable" };
    if (switchOf(value) !== false) return { kind: "pass" };
    return { kind: "fail", message: "kube-apiserver: tokens of deleted service accounts stay good", cause: flag };
  },
};
