import type { JudgedFact } from "../../../core/fact.ts";
import type { Level } from "./levels.ts";

/** A Namespace, for what it enforces. No rule judges it. */
export interface Namespace extends JudgedFact {
  readonly kind: "kubernetes-namespace";
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The controls of the Pod Security Standards that a workload's pods break. No rule judges it. */
export interface PodControls extends JudgedFact {
  readonly kind: "pod-controls";
  readonly workload: string;
  readonly namespace: string;
  /** Numbers of controls. */
  readonly broken: readonly number[];
}

/** A workload in a namespace that stands beside it and enforces a level. */
export interface GuardedWorkload extends JudgedFact {
  readonly kind: "guarded-workload";
  readonly workload: string;
  readonly namespace: string;
  readonly level: Level;
  /** The controls for which the API server will refuse its pods. */
  readonly refusals: readonly string[];
}

/** What a namespace enforces, beside what its workloads need. */
export interface NamespaceGuard extends JudgedFact {
  readonly kind: "namespace-guard";
  readonly namespace: string;
  /** Undefined where no label says it. */
  readonly enforced: Level | undefined;
  /** The strictest level at which all workloads that were seen are let in. */
  readonly possible: Level;
  readonly workloads: number;
  /** Of a system's own namespace, in which what holds the cluster up is at home. */
  readonly isSystem: boolean;
}
