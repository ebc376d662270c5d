import type { Rule } from "../../../core/rule.ts";
import type { SeccompProfile } from "../facts.ts";
import { harden } from "../harden.ts";

const example = { workload: "Deployment/web", container: "web", privileged: false } as const;

export const seccompMissing: Rule<SeccompProfile> = {
  id: "config/kubernetes/seccomp-missing",
  on: "seccomp-profile",
  title: "No seccomp profile",
  severity: "low",
  confidence: "proven",
  why: "Unless the kubelet is told otherwise, the container may make every system call there is; the runtime's own profile takes away those that break out most often.",
  fix: "Set `seccompProfile: {type: RuntimeDefault}` for the pod.",
  standards: ["PSS restricted", "CIS Kubernetes 5.7.2", "NSA pod security"],
  aliases: ["CKV_K8S_31", "KSV-0030", "KSV-0104", "C-0055"],
  examples: [
    { given: { ...example, profile: "" }, verdict: "fail" },
    { given: { ...example, profile: "RuntimeDefault" }, verdict: "pass" },
    { given: { ...example, profile: "Localhost" }, verdict: "pass" },
    { given: { ...example, profile: "Unconfined" }, verdict: "fail" },
    { given: { ...example, profile: "", privileged: true }, verdict: "not-applicable" },
  ],
  judge: ({ workload, container, profile, privileged }) => {
    if (privileged) return { kind: "not-applicable" }; // seccomp is off there, whatever is written
    if (profile === "RuntimeDefault" || profile === "Localhost") return { kind: "pass" };
    if (profile === "Unconfined") {
      return {
        kind: "fail",
        severity: "medium",
        message: `seccomp is switched off for container ${container} of ${workload}`,
        cause: `${container} Unconfined`,
      };
    }
    return { kind: "fail", message: `${workload} has no seccomp profile`, deed: harden(workload) };
  },
};
