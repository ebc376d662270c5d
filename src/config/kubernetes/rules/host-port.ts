import type { Rule } from "../../../core/rule.ts";
import type { HostPort } from "../facts.ts";

const example = { workload: "DaemonSet/agent", container: "agent" } as const;

export const hostPort: Rule<HostPort> = {
  id: "config/kubernetes/host-port",
  on: "host-port",
  title: "Port opened on the node itself",
  severity: "medium",
  confidence: "proven",
  why: "The port is open on every node that runs the pod, to whoever reaches the node, and often past network policies.",
  fix: "Leave hostPort out and publish the port through a Service.",
  standards: ["PSS baseline", "CIS Kubernetes 5.2.13"],
  aliases: ["CKV_K8S_26", "KSV-0024", "C-0044"],
  examples: [
    { given: { ...example, port: 9100 }, verdict: "fail" },
    { given: { ...example, port: 0 }, verdict: "pass" },
  ],
  judge: ({ workload, port }) =>
    port === 0
      ? { kind: "pass" }
      : { kind: "fail", message: `${workload} opens port ${port} of the node`, cause: String(port) },
};
