import type { JudgedFact } from "../../../core/fact.ts";

/** A NetworkPolicy, for whom it lets through. */
export interface NetworkPolicy extends JudgedFact {
  readonly kind: "network-policy";
  readonly title: string;
  readonly namespace: string;
  /** It holds for all pods of its namespace. */
  readonly isForAll: boolean;
  /** Whether traffic comes in or goes out as it says; what it does not speak of stays as it was. */
  readonly ingress: Passage;
  readonly egress: Passage;
  /** A cloud's metadata address that a range of its egress holds; empty for none. */
  readonly metadata: string;
}

/**
 * `unsaid`: the policy does not speak of this direction. `none`: nothing passes. `some`: what is listed. `all`: everything,
 * whoever and wherever it is.
 */
export type Passage = "unsaid" | "none" | "some" | "all";

/** A namespace that stands among the manifests with workloads, and what they say of its traffic. */
export interface NamespaceTraffic extends JudgedFact {
  readonly kind: "namespace-traffic";
  readonly namespace: string;
  readonly workloads: number;
  readonly policies: number;
  /** One of them holds for all pods and lets nothing in but what others list. */
  readonly isClosed: boolean;
}

/** Whether an Ingress, a Gateway or a route speaks TLS. */
export interface IngressEncryption extends JudgedFact {
  readonly kind: "ingress-encryption";
  readonly ingress: string;
  /** `tls` is written, or one of the annotations by which a cloud's load balancer takes its certificate. */
  readonly isEncrypted: boolean;
}

/** An image of a workload that can be reached from outside. */
export interface ExposedImage extends JudgedFact {
  readonly kind: "exposed-image";
  readonly workload: string;
  readonly image: string;
  /** How one comes to it, in a clause. */
  readonly way: string;
}
