import type { Rule } from "../../../core/rule.ts";
import type { NetworkPolicy } from "../network/facts.ts";

const example = {
  title: "NetworkPolicy/shop/web",
  namespace: "shop",
  isForAll: true,
  ingress: "unsaid",
  egress: "some",
} as const;

export const openMetadata: Rule<NetworkPolicy> = {
  id: "config/kubernetes/open-metadata",
  on: "network-policy",
  title: "NetworkPolicy that opens the cloud's metadata address",
  severity: "medium",
  confidence: "proven",
  why: "At that address a cloud hands out the node's own credentials to whoever asks from the node, pods included: whoever breaks into one of them acts as the node.",
  fix: "Leave `169.254.169.254/32` out of the range by `except`, and give the pods that call the cloud an identity of their own.",
  standards: ["NSA network separation", "MITRE ATT&CK T1552.005"],
  aliases: ["C-0052"],
  examples: [
    { given: { ...example, metadata: "169.254.169.254" }, verdict: "fail" },
    { given: { ...example, metadata: "" }, verdict: "pass" },
    { given: { ...example, egress: "all", metadata: "169.254.169.254" }, verdict: "not-applicable" },
    { given: { ...example, egress: "unsaid", metadata: "" }, verdict: "not-applicable" },
  ],
  judge: ({ title, isForAll, egress, metadata }) => {
    // What lets everything out is open-network-policy's; what does not speak of it is open-namespace's.
    if (egress === "all" || egress === "unsaid") return { kind: "not-applicable" };
    if (metadata === "") return { kind: "pass" };
    const whose = isForAll ? "to all pods of its namespace" : "to the pods that it selects";
    return {
      kind: "fail",
      ...(!isForAll && { severity: "low" as const }),
      message: `${title} opens ${metadata}, which hands out the node's credentials, ${whose}`,
      cause: metadata,
    };
  },
};
