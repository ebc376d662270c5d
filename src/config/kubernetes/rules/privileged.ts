import type { Rule } from "../../../core/rule.ts";
import type { Privilege } from "../facts.ts";

const example = { workload: "DaemonSet/agent", container: "agent" } as const;

export const privileged: Rule<Privilege> = {
  id: "config/kubernetes/privileged",
  on: "privilege",
  title: "Privileged container",
  severity: "critical",
  confidence: "proven",
  why: "A privileged container has every device and every capability of the node: whoever is in it mounts the node's disk and is root there.",
  fix: "Leave `privileged` out, and add the one capability or device that is needed.",
  standards: ["PSS baseline", "CIS Kubernetes 5.2.2", "NSA pod security", "MITRE ATT&CK T1611"],
  aliases: ["CKV_K8S_16", "KSV-0017", "C-0057"],
  examples: [
    { given: { ...example, privileged: true }, verdict: "fail" },
    { given: { ...example, privileged: false }, verdict: "pass" },
  ],
  judge: ({ workload, container, privileged: isSet }) =>
    isSet
      ? { kind: "fail", message: `container ${container} of ${workload} is privileged`, cause: container }
      : { kind: "pass" },
};
