import type { ClusterVersionFact } from "../../../core/cluster.ts";
import { subject } from "../../../core/subject.ts";
import type { ClusterNode, KubeletVersion, ReleaseInUse } from "./facts.ts";
import { supportEndsOn } from "./releases.ts";

/** What a live cluster runs, beside the days until which it is mended, and beside each other. */
export function versionFacts(
  versions: readonly ClusterVersionFact[],
  nodes: readonly ClusterNode[],
  now: Date,
): (KubeletVersion | ReleaseInUse)[] {
  const today = now.toISOString().slice(0, 10);
  return versions.flatMap(({ at, version }) => {
    const about = { at, subject: subject("workload", "kube-apiserver") };
    const server: ReleaseInUse = {
      kind: "release-in-use",
      ...about,
      what: "the API server",
      version,
      endsOn: supportEndsOn(version),
      today,
    };
    const kubelets = nodes.map(
      (node): KubeletVersion => ({
        kind: "kubelet-version",
        at: node.at,
        subject: node.subject,
        node: node.name,
        kubelet: node.kubelet,
        server: version,
      }),
    );
    return [server, ...kubelets];
  });
}
