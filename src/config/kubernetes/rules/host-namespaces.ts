import type { Rule } from "../../../core/rule.ts";
import type { HostNamespace } from "../facts.ts";

const MEANING: Readonly<Record<string, string>> = {
  hostPID: "sees and signals every process of the node",
  hostIPC: "shares memory with the node's processes",
  hostNetwork: "uses the node's own network, past every network policy",
};

export const hostNamespaces: Rule<HostNamespace> = {
  id: "config/kubernetes/host-namespaces",
  on: "host-namespace",
  title: "Pod inside the node's own namespaces",
  severity: "high",
  confidence: "proven",
  why: "The walls between the pod and the node are what a container is; without them a hole in the program is a hole in the node.",
  fix: "Leave hostPID, hostIPC and hostNetwork out; publish ports through a Service.",
  standards: [
    "PSS baseline",
    "CIS Kubernetes 5.2.3",
    "CIS Kubernetes 5.2.4",
    "CIS Kubernetes 5.2.5",
    "NSA pod security",
    "MITRE ATT&CK T1611",
  ],
  aliases: ["CKV_K8S_17", "CKV_K8S_18", "CKV_K8S_19", "KSV-0008", "KSV-0009", "KSV-0010", "C-0038", "C-0041"],
  examples: [
    { given: { workload: "Pod/debug", namespace: "hostPID" }, verdict: "fail" },
    { given: { workload: "Pod/debug", namespace: "hostNetwork" }, verdict: "fail" },
    { given: { workload: "Pod/debug", namespace: "" }, verdict: "pass" },
  ],
  judge: ({ workload, namespace }) => {
    const meaning = MEANING[namespace];
    return meaning === undefined
      ? { kind: "pass" }
      : { kind: "fail", message: `${workload} ${meaning} (${namespace})`, cause: namespace };
  },
};
