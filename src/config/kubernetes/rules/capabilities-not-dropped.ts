import type { Rule } from "../../../core/rule.ts";
import type { DroppedCapabilities } from "../facts.ts";
import { harden } from "../harden.ts";

const example = { workload: "Deployment/web", container: "web", dropped: [], added: [], privileged: false } as const;

export const capabilitiesNotDropped: Rule<DroppedCapabilities> = {
  id: "config/kubernetes/capabilities-not-dropped",
  on: "dropped-capabilities",
  title: "Capabilities that nobody asked for",
  severity: "low",
  confidence: "proven",
  why: "A runtime gives every container about a dozen of root's powers. Hardly a program needs one, and an intruder uses them all.",
  fix: 'Drop all: `capabilities: {drop: ["ALL"]}`.',
  standards: ["PSS restricted", "CIS Kubernetes 5.2.9", "NSA pod security"],
  aliases: ["CKV_K8S_28", "CKV_K8S_37", "KSV-0003", "KSV-0106", "C-0055"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, dropped: ["NET_RAW"] }, verdict: "fail" },
    { given: { ...example, dropped: ["ALL"], added: ["NET_BIND_SERVICE"] }, verdict: "pass" },
    { given: { ...example, dropped: ["ALL"], added: ["CHOWN"] }, verdict: "fail" },
    { given: { ...example, privileged: true }, verdict: "not-applicable" },
  ],
  judge: ({ workload, dropped, added, privileged }) => {
    if (privileged) return { kind: "not-applicable" };
    const deed = harden(workload);
    if (!dropped.includes("ALL"))
      return { kind: "fail", message: `${workload} keeps capabilities that nobody asked for`, deed };
    const beyond = added.filter((capability) => capability !== "NET_BIND_SERVICE");
    if (beyond.length === 0) return { kind: "pass" };
    return {
      kind: "fail",
      severity: "info",
      message: `${workload} drops all capabilities and takes ${beyond.join(", ")} back`,
      cause: "added back",
      deed,
    };
  },
};
