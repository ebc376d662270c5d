import type { JudgedFact } from "../../../core/fact.ts";

/** A workload of a live cluster that comes back by itself, or whose traces on the nodes outlive it. */
export interface LastingWorkload extends JudgedFact {
  readonly kind: "lasting-workload";
  readonly workload: string;
  readonly namespace: string;
  /** `static-pod`: from a file on a node, which no admission has seen. `daemon-set`: on every node, with some of its folders. */
  readonly by: "static-pod" | "daemon-set";
  /** It is one of the components that every cluster starts so. */
  readonly isComponent: boolean;
  /** Folders of the node from which the node is taken over, and that it may write. */
  readonly writes: readonly string[];
}
