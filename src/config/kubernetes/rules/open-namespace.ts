import type { Rule } from "../../../core/rule.ts";
import type { NamespaceTraffic } from "../network/facts.ts";

const example = { namespace: "shop", workloads: 3, policies: 0, isClosed: false } as const;

export const openNamespace: Rule<NamespaceTraffic> = {
  id: "config/kubernetes/open-namespace",
  on: "namespace-traffic",
  title: "Namespace whose pods everybody in the cluster can reach",
  severity: "low",
  why: "Pods talk to all pods until a policy says otherwise: whoever is in one of them tries the databases, queues and consoles of all the others.",
  fix: "Add a NetworkPolicy with an empty `podSelector` and no `ingress`, and list what may come in beside it.",
  standards: ["NSA network separation", "CIS Kubernetes 5.3.2", "MITRE ATT&CK T1046"],
  aliases: ["CKV2_K8S_6", "C-0260"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, policies: 2 }, verdict: "fail" },
    { given: { ...example, policies: 2, isClosed: true }, verdict: "pass" },
  ],
  judge: ({ namespace, policies, isClosed }) =>
    isClosed
      ? { kind: "pass" }
      : {
          kind: "fail",
          message:
            policies === 0
              ? `namespace ${namespace} has no NetworkPolicy among these manifests`
              : `no NetworkPolicy of namespace ${namespace} closes it to what is not listed`,
        },
};
