import type { Rule } from "../../../core/rule.ts";
import type { LastingWorkload } from "../persistence/facts.ts";

const example = { workload: "Pod/shop/web-node-1", namespace: "shop", isComponent: false, writes: [] } as const;

/** Namespaces that those who run the cluster keep for what belongs on every node. */
const OF_CLUSTER = /^(?:kube-system|openshift-.*)$/;

export const lastingWorkload: Rule<LastingWorkload> = {
  id: "config/kubernetes/lasting-workload",
  on: "lasting-workload",
  title: "Workload by which an intruder would stay",
  severity: "medium",
  why: "A pod from a node's own file starts again however often it is deleted, and no admission ever saw it; a workload on every node that writes the nodes' folders leaves there what outlives it. Both are how intruders stay in a cluster.",
  fix: "Find out who put it there. Take the file out of the node's `staticPodPath`, or give the workload volumes of its own; what belongs on every node belongs in `kube-system`.",
  standards: ["MITRE ATT&CK T1053.007", "MITRE ATT&CK T1543.005", "NSA pod security"],
  examples: [
    { given: { ...example, by: "static-pod" }, verdict: "fail" },
    { given: { ...example, by: "static-pod", namespace: "kube-system" }, verdict: "fail" },
    { given: { ...example, by: "static-pod", namespace: "kube-system", isComponent: true }, verdict: "pass" },
    { given: { ...example, by: "daemon-set", workload: "DaemonSet/shop/agent", writes: ["/etc"] }, verdict: "fail" },
    { given: { ...example, by: "daemon-set", workload: "DaemonSet/shop/agent" }, verdict: "pass" },
    { given: { ...example, by: "daemon-set", namespace: "kube-system", writes: ["/etc"] }, verdict: "pass" },
  ],
  judge: ({ workload, namespace, by, isComponent, writes }) => {
    const isOfCluster = OF_CLUSTER.test(namespace);
    if (by === "static-pod") {
      if (isOfCluster && isComponent) return { kind: "pass" };
      const what = isOfCluster ? ", and is no component that is known" : "";
      return { kind: "fail", message: `${workload} comes from a file on its node${what}`, cause: by };
    }
    if (isOfCluster || writes.length === 0) return { kind: "pass" };
    return {
      kind: "fail",
      severity: "low",
      message: `${workload} is on every node and may write ${writes.join(", ")}, which outlives it`,
      cause: by,
    };
  },
};
