import type { Rule } from "../../../core/rule.ts";
import type { ContainerUser } from "../facts.ts";
import { harden } from "../harden.ts";

const example = { workload: "Deployment/web", container: "web" } as const;

export const runsAsRoot: Rule<ContainerUser> = {
  id: "config/kubernetes/runs-as-root",
  on: "container-user",
  title: "Container that runs as root, or may",
  severity: "medium",
  confidence: "proven",
  why: "Root in the container is root on the kernel: one hole in the isolation, or one mounted folder, and it is root on the node.",
  fix: "Set `runAsNonRoot: true`, and `runAsUser` above 0 where the image names none.",
  standards: ["PSS restricted", "CIS Kubernetes 5.2.7", "NSA pod security", "MITRE ATT&CK T1611"],
  aliases: ["CKV_K8S_23", "CKV_K8S_40", "KSV-0012", "C-0013"],
  examples: [
    { given: { ...example, runAsNonRoot: undefined, runAsUser: 0 }, verdict: "fail" },
    { given: { ...example, runAsNonRoot: false, runAsUser: undefined }, verdict: "fail" },
    { given: { ...example, runAsNonRoot: undefined, runAsUser: undefined }, verdict: "fail" },
    { given: { ...example, runAsNonRoot: true, runAsUser: undefined }, verdict: "pass" },
    { given: { ...example, runAsNonRoot: undefined, runAsUser: 1000 }, verdict: "fail" },
  ],
  judge: ({ workload, runAsNonRoot, runAsUser }) => {
    const deed = harden(workload);
    if (runAsUser === 0) return { kind: "fail", message: `${workload} runs as root`, cause: "root", deed };
    if (runAsNonRoot === true) return { kind: "pass" };
    if (runAsUser !== undefined) {
      return {
        kind: "fail",
        severity: "info",
        message: `${workload} runs as user ${runAsUser}, but does not forbid root`,
        cause: "not forbidden",
        deed,
      };
    }
    if (runAsNonRoot === false)
      return {
        kind: "fail",
        confidence: "possible",
        message: `${workload} allows root outright`,
        cause: "allowed",
        deed,
      };
    return {
      kind: "fail",
      severity: "low",
      confidence: "possible",
      message: `${workload} runs as root if its image does`,
      cause: "left to the image",
      deed,
    };
  },
};
