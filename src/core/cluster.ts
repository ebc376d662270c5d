import type { Fact } from "./fact.ts";

/** Which Kubernetes a live cluster's API server says that it is, as the source has asked it. */
export interface ClusterVersionFact extends Fact {
  readonly kind: "cluster-version";
  /** `v1.36.3`, with what a vendor hangs on: `v1.36.3-gke.100`. */
  readonly version: string;
}
