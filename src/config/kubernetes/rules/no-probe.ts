import type { Rule } from "../../../core/rule.ts";
import type { ContainerAdvice } from "../facts.ts";
import { harden } from "../harden.ts";

const example = { workload: "Deployment/web", container: "web", hasReadOnlyRoot: true, hasMemoryLimit: true } as const;

export const noProbe: Rule<ContainerAdvice> = {
  id: "config/kubernetes/no-probe",
  on: "container-advice",
  title: "Service that nobody asks whether it is well",
  severity: "info",
  confidence: "proven",
  why: "A program that hangs keeps its place and gets its share of the requests.",
  fix: "Give the container a `readinessProbe` and, where a restart mends it, a `livenessProbe`.",
  standards: ["CIS Docker 5.26"],
  aliases: ["CKV_K8S_8", "CKV_K8S_9", "C-0018", "C-0056"],
  examples: [
    { given: { ...example, hasProbe: false, isServing: true }, verdict: "fail" },
    { given: { ...example, hasProbe: true, isServing: true }, verdict: "pass" },
    { given: { ...example, hasProbe: false, isServing: false }, verdict: "not-applicable" },
  ],
  judge: ({ workload, container, hasProbe, isServing }) => {
    if (!isServing) return { kind: "not-applicable" };
    if (hasProbe) return { kind: "pass" };
    const message = `nobody asks container ${container} of ${workload} whether it is well`;
    return { kind: "fail", message, cause: container, deed: harden(workload) };
  },
};
