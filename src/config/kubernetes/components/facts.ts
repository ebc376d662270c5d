import type { Fact, JudgedFact } from "../../../core/fact.ts";

export type ControlComponent = "kube-apiserver" | "kube-controller-manager" | "kube-scheduler" | "kubelet" | "etcd";

/** One setting of a component of the cluster itself, by the name of its flag, wherever it is set. */
export interface ComponentFlag extends JudgedFact {
  readonly kind: "component-flag";
  readonly component: ControlComponent;
  /** Without its dashes. */
  readonly flag: string;
  readonly value: string;
  /** Written, rather than what the component does when nothing is said. */
  readonly written: boolean;
}

/** One of etcd's two doors: that for clients and that for other members. */
export interface EtcdDoor extends JudgedFact {
  readonly kind: "etcd-door";
  readonly side: "clients" | "peers";
  /** `http://localhost:2379`, as written or by default. */
  readonly addresses: readonly string[];
  /** Who comes in must show a certificate. */
  readonly verified: boolean;
  /** It makes a certificate for itself that nobody can check. */
  readonly selfSigned: boolean;
}

/** A kubelet that is started with a file of settings, which may lie in the tree or not. */
export interface KubeletFile extends Fact {
  readonly kind: "kubelet-file";
}

export type ComponentFact = ComponentFlag | EtcdDoor;
