import type { Rule } from "../../../core/rule.ts";
import { harden } from "../harden.ts";
import type { GuardedWorkload } from "../pod-security/facts.ts";

const example = {
  workload: "Deployment/shop/web",
  namespace: "shop",
  level: "restricted",
  refusals: ["runAsNonRoot"],
} as const;

export const refusedPod: Rule<GuardedWorkload> = {
  id: "config/kubernetes/refused-pod",
  on: "guarded-workload",
  title: "Workload that its namespace refuses",
  severity: "medium",
  confidence: "proven",
  why: "The API server takes the workload and then refuses each of its pods: what is deployed never runs, and whoever is in a hurry loosens the namespace instead of the pod.",
  fix: "Set what the level asks for in the pod; loosen the namespace only for what cannot be run otherwise, in one of its own.",
  standards: ["PSS baseline", "PSS restricted"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, refusals: [] }, verdict: "pass" },
  ],
  judge: ({ workload, namespace, level, refusals }) =>
    refusals.length === 0
      ? { kind: "pass" }
      : {
          kind: "fail",
          message: `${workload} is refused by namespace ${namespace}, which enforces ${level}: ${refusals.join(", ")}`,
          deed: harden(workload),
        },
};
