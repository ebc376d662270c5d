import type { Rule } from "../../../core/rule.ts";
import type { ContainerAdvice } from "../facts.ts";
import { harden } from "../harden.ts";

const example = {
  workload: "Deployment/web",
  container: "web",
  hasReadOnlyRoot: true,
  hasProbe: true,
  isServing: true,
} as const;

export const noMemoryLimit: Rule<ContainerAdvice> = {
  id: "config/kubernetes/no-memory-limit",
  on: "container-advice",
  title: "No memory limit",
  severity: "info",
  confidence: "proven",
  why: "One container that takes all memory of its node takes its neighbours down with it.",
  fix: "Set `resources.limits.memory` to what the program needs at most.",
  standards: ["NSA pod security", "CIS Docker 5.10"],
  aliases: ["CKV_K8S_13", "KSV-0018", "C-0009"],
  examples: [
    { given: { ...example, hasMemoryLimit: false }, verdict: "fail" },
    { given: { ...example, hasMemoryLimit: true }, verdict: "pass" },
  ],
  judge: ({ workload, container, hasMemoryLimit }) =>
    hasMemoryLimit
      ? { kind: "pass" }
      : {
          kind: "fail",
          message: `container ${container} of ${workload} has no memory limit`,
          cause: container,
          deed: harden(workload),
        },
};
