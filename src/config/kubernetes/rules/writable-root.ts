import type { Rule } from "../../../core/rule.ts";
import type { ContainerAdvice } from "../facts.ts";
import { harden } from "../harden.ts";

const example = {
  workload: "Deployment/web",
  container: "web",
  hasMemoryLimit: true,
  hasProbe: true,
  isServing: true,
} as const;

export const writableRoot: Rule<ContainerAdvice> = {
  id: "config/kubernetes/writable-root",
  on: "container-advice",
  title: "Root file system that can be written",
  severity: "info",
  confidence: "proven",
  why: "Who breaks into the program can lay tools beside it and change it until the container ends.",
  fix: "Set `readOnlyRootFilesystem: true`, and mount an emptyDir where the program writes.",
  standards: ["NSA pod security", "CIS Docker 5.12"],
  aliases: ["CKV_K8S_22", "KSV-0014", "C-0017"],
  examples: [
    { given: { ...example, hasReadOnlyRoot: false }, verdict: "fail" },
    { given: { ...example, hasReadOnlyRoot: true }, verdict: "pass" },
  ],
  judge: ({ workload, container, hasReadOnlyRoot }) =>
    hasReadOnlyRoot
      ? { kind: "pass" }
      : {
          kind: "fail",
          message: `container ${container} of ${workload} can write its root file system`,
          cause: container,
          deed: harden(workload),
        },
};
