import type { Rule } from "../../../core/rule.ts";
import type { KubeletVersion } from "../versions/facts.ts";
import { minorOf } from "../versions/releases.ts";

/** Minor versions that a kubelet may be older than the API server (kubernetes.io/releases/version-skew-policy). */
const MOST = 3;

const example = { node: "n1", server: "v1.36.3" } as const;

export const versionSkew: Rule<KubeletVersion> = {
  id: "config/kubernetes/version-skew",
  on: "kubelet-version",
  title: "Kubelet that does not fit its API server",
  severity: "medium",
  confidence: "proven",
  why: "Such a pair is not tested by anyone: what the API server promises about a pod, the node may not know or do otherwise.",
  fix: "Bring the node to the API server's minor version, or to one of the three before it; never to a newer one.",
  standards: ["NSA upgrading"],
  references: ["https://kubernetes.io/releases/version-skew-policy/"],
  examples: [
    { given: { ...example, kubelet: "v1.32.1" }, verdict: "fail" },
    { given: { ...example, kubelet: "v1.37.0" }, verdict: "fail" },
    { given: { ...example, kubelet: "v1.33.9" }, verdict: "pass" },
    { given: { ...example, kubelet: "" }, verdict: "unobservable" },
  ],
  judge: ({ node, kubelet, server }) => {
    const [its, other] = [minorOf(kubelet), minorOf(server)];
    if (its === undefined || other === undefined)
      return { kind: "unobservable", reason: `${node} does not say which version its kubelet is` };
    if (its <= other && other - its <= MOST) return { kind: "pass" };
    return {
      kind: "fail",
      message: `the kubelet of ${node} is ${kubelet}, and the API server is ${server}`,
      cause: node,
    };
  },
};
