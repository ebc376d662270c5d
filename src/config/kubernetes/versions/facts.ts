import type { JudgedFact } from "../../../core/fact.ts";

/** A machine of a live cluster. No rule judges it alone. */
export interface ClusterNode extends JudgedFact {
  readonly kind: "cluster-node";
  readonly name: string;
  /** `v1.36.3`. */
  readonly kubelet: string;
}

/** A kubelet beside the API server that it talks with. */
export interface KubeletVersion extends JudgedFact {
  readonly kind: "kubelet-version";
  readonly node: string;
  readonly kubelet: string;
  readonly server: string;
}

/** A version of Kubernetes that runs, with the day on which its makers stop mending it. */
export interface ReleaseInUse extends JudgedFact {
  readonly kind: "release-in-use";
  readonly what: string;
  readonly version: string;
  /** `YYYY-MM-DD`; undefined where it is not known. */
  readonly endsOn: string | undefined;
  readonly today: string;
}
