import type { Rule } from "../../../core/rule.ts";
import type { SharedProcesses } from "../facts.ts";

export const sharedProcesses: Rule<SharedProcesses> = {
  id: "config/kubernetes/shared-processes",
  on: "shared-processes",
  title: "Containers that see each other's processes",
  severity: "low",
  confidence: "proven",
  why: "Every container of the pod sees the others' command lines and, through /proc, their environment and files: the weakest of them gives away what all hold.",
  fix: "Leave `shareProcessNamespace` out, or give what needs it a pod of its own.",
  standards: ["NSA pod security"],
  examples: [
    { given: { workload: "Deployment/web", containers: 2 }, verdict: "fail" },
    { given: { workload: "Deployment/web", containers: 1 }, verdict: "pass" },
  ],
  judge: ({ workload, containers }) =>
    containers < 2
      ? { kind: "pass" }
      : { kind: "fail", message: `the ${containers} containers of ${workload} see each other's processes` },
};
