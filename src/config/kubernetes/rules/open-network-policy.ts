import type { Rule } from "../../../core/rule.ts";
import type { NetworkPolicy } from "../network/facts.ts";

const example = {
  title: "NetworkPolicy/shop/web",
  namespace: "shop",
  isForAll: false,
  ingress: "all",
  egress: "unsaid",
  metadata: "",
} as const;

export const openNetworkPolicy: Rule<NetworkPolicy> = {
  id: "config/kubernetes/open-network-policy",
  on: "network-policy",
  title: "NetworkPolicy that lets everything through",
  severity: "medium",
  confidence: "proven",
  why: "A rule without peers and ports opens what all other policies close, for policies only ever add to each other. Egress to everywhere includes the address at which a cloud hands out the node's credentials (169.254.169.254).",
  fix: "Name peers and ports; out to the internet, leave `169.254.169.254/32` and the cluster's own ranges out by `except`.",
  standards: ["NSA network separation", "CIS Kubernetes 5.3.2", "MITRE ATT&CK T1046"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, ingress: "some", egress: "all" }, verdict: "fail" },
    { given: { ...example, ingress: "none", egress: "some" }, verdict: "pass" },
    { given: { ...example, ingress: "unsaid" }, verdict: "pass" },
  ],
  judge: ({ title, isForAll, ingress, egress }) => {
    const ways = [...(ingress === "all" ? ["in"] : []), ...(egress === "all" ? ["out"] : [])];
    if (ways.length === 0) return { kind: "pass" };
    const whose = isForAll ? "for all pods of its namespace" : "for the pods that it selects";
    return {
      kind: "fail",
      severity: ingress === "all" && isForAll ? "medium" : "low",
      message: `${title} lets everything ${ways.join(" and ")} ${whose}`,
      cause: ways.join(),
    };
  },
};
