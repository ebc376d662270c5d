import type { Rule } from "../../../../core/rule.ts";
import { switchOf } from "../../../command-flags.ts";
import type { ComponentFlag } from "../facts.ts";

export const openProfiles: Rule<ComponentFlag> = {
  id: "config/kubernetes/components/open-profiles",
  on: "component-flag",
  title: "Component that shows profiles of itself",
  severity: "low",
  confidence: "proven",
  why: "They tell of the program's inside and can be asked for until it has no time for anything else.",
  fix: "Set `profiling` to false, and on for the hour that it is needed.",
  standards: ["CIS Kubernetes 1.2.15", "CIS Kubernetes 1.3.2", "CIS Kubernetes 1.4.1"],
  examples: [
    { given: { component: "kube-apiserver", flag: "profiling", value: "true", written: false }, verdict: "fail" },
    { given: { component: "kube-scheduler", flag: "profiling", value: "false", written: true }, verdict: "pass" },
    { given: { component: "kubelet", flag: "max-pods", value: "110", written: true }, verdict: "not-applicable" },
  ],
  judge: ({ component, flag, value }) => {
    if (flag !== "profiling") return { kind: "not-applicable" };
    if (switchOf(value) === false) return { kind: "pass" };
    return { kind: "fail", message: `${component}: profiling is on`, cause: `${component} ${flag}` };
  },
};
