import type { Fact, JudgedFact } from "../../core/fact.ts";
import type { AdmissionFact } from "./admission/facts.ts";
import type { IngressEncryption, NetworkPolicy } from "./network/facts.ts";
import type { Namespace, PodControls } from "./pod-security/facts.ts";
import type { Binding, Role } from "./rbac/facts.ts";
import type { Gateway, Named, ReferenceGrant } from "./routes/facts.ts";
import type { ClusterNode } from "./versions/facts.ts";

/** A file that only a tool turns into manifests; a gap, unless we do what the tool does. */
export interface UnrenderedFile extends Fact {
  readonly kind: "unrendered-file";
  readonly reason: string;
}

/** A file with objects of whatever kind. No rule judges it: the user's policies read it again. */
export interface ManifestFile extends Fact {
  readonly kind: "manifest-file";
}

/** A file that says how a folder is put together. No rule judges it. */
export interface KustomizationFile extends Fact {
  readonly kind: "kustomization-file";
}

/** What every fact of a pod says: whose pod it is. */
interface OfWorkload extends JudgedFact {
  /** `Deployment/web`, with the namespace in between where one is written: `Deployment/shop/web`. */
  readonly workload: string;
}

/** What every fact of a container says, with the pod's settings already taken into account. */
interface OfContainer extends OfWorkload {
  readonly container: string;
}

/** A pod, for those who ask what leads to it. No rule judges it. */
export interface Workload extends OfWorkload {
  readonly kind: "kubernetes-workload";
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** A node has it from a file of its own, and the cluster only shows it. */
  readonly isStatic: boolean;
}

/** `hostPID`, `hostIPC` or `hostNetwork`, where it is true. */
export interface HostNamespace extends OfWorkload {
  readonly kind: "host-namespace";
  readonly namespace: string;
}

/** A path of the node in a pod. */
export interface HostVolume extends OfWorkload {
  readonly kind: "host-volume";
  readonly path: string;
  /** No container may write it. */
  readonly readOnly: boolean;
}

export interface HostPort extends OfContainer {
  readonly kind: "host-port";
  readonly port: number;
}

/** `privileged` of a container, where it is written. */
export interface Privilege extends OfContainer {
  readonly kind: "privilege";
  readonly privileged: boolean;
}

/** One capability that a container is given, in capitals and without `CAP_`. */
export interface AddedCapability extends OfContainer {
  readonly kind: "added-capability";
  readonly capability: string;
}

/** What a container leaves of the runtime's usual capabilities. */
export interface DroppedCapabilities extends OfContainer {
  readonly kind: "dropped-capabilities";
  readonly dropped: readonly string[];
  readonly added: readonly string[];
  /** A privileged container has them all, whatever it drops. */
  readonly privileged: boolean;
}

/** Who a container runs as, as far as the manifest says. */
export interface ContainerUser extends OfContainer {
  readonly kind: "container-user";
  readonly runAsNonRoot: boolean | undefined;
  readonly runAsUser: number | undefined;
  /** As it is named in the manifest; empty where it is not. */
  readonly image: string;
  /** Who the image runs as by the Dockerfile of the same tree that it is built from, as far as names tell. */
  readonly byImage?: { readonly user: string; readonly dockerfile: string };
}

export interface Escalation extends OfContainer {
  readonly kind: "escalation";
  /** Undefined where nothing is written, which allows it. */
  readonly allowed: boolean | undefined;
  readonly privileged: boolean;
}

export interface SeccompProfile extends OfContainer {
  readonly kind: "seccomp-profile";
  /** `RuntimeDefault`, `Localhost`, `Unconfined`; empty where nothing is written. */
  readonly profile: string;
  readonly privileged: boolean;
}

/** A setting that takes one of the kernel's or runtime's fences away. */
export interface Confinement extends OfWorkload {
  readonly kind: "confinement";
  readonly setting:
    | "AppArmor"
    | "procMount"
    | "SELinux type"
    | "SELinux user"
    | "SELinux role"
    | "sysctl"
    | "hostProcess";
  readonly value: string;
}

/** Whether the account's token lies in the pod. */
export interface ServiceToken extends OfWorkload {
  readonly kind: "service-token";
  readonly namespace: string;
  /** As the pod says, else as its account does; undefined where neither does, which mounts it. */
  readonly mounted: boolean | undefined;
  readonly account: string;
}

/** An account, for the pods that leave it to the account whether its token is mounted. No rule judges it. */
export interface ServiceAccount extends JudgedFact {
  readonly kind: "service-account";
  readonly namespace: string;
  readonly name: string;
  readonly mounts: boolean;
}

/** A value that is written where a secret would be. The value itself is never kept. */
export interface LiteralValue extends JudgedFact {
  readonly kind: "literal-value";
  /** `container web of Deployment/web`, `ConfigMap/web`. */
  readonly owner: string;
  readonly by: "variable" | "argument" | "key";
  readonly name: string;
  /** It can be a secret itself, and is no reference, switch, or way to a file. */
  readonly literal: boolean;
}

export interface ContainerImage extends OfContainer {
  readonly kind: "container-image";
  readonly image: string;
}

/** A Service, judged for whom it lets in and asked for what it leads to. */
export interface Service extends JudgedFact {
  readonly kind: "kubernetes-service";
  readonly name: string;
  readonly namespace: string;
  readonly type: string;
  /** Empty where something else names its endpoints. */
  readonly selector: Readonly<Record<string, string>>;
  readonly ports: readonly number[];
  /** Whom a load balancer lets in; empty means everybody. */
  readonly sourceRanges: readonly string[];
  /** A well-known annotation or class keeps its load balancer inside. */
  readonly isInternal: boolean;
  readonly externalAddresses: readonly string[];
}

/** An Ingress or a route, for what it leads to. No rule judges it. */
export interface Ingress extends JudgedFact {
  readonly kind: "kubernetes-ingress";
  readonly name: string;
  readonly namespace: string;
  /** The Services behind it. */
  readonly services: readonly Named[];
  /** The Gateways that it hangs on; none where it needs none. */
  readonly gateways: readonly Named[];
}

export interface IngressAnnotation extends JudgedFact {
  readonly kind: "ingress-annotation";
  readonly ingress: string;
  readonly name: string;
}

/** `shareProcessNamespace`, where it is true. */
export interface SharedProcesses extends OfWorkload {
  readonly kind: "shared-processes";
  readonly containers: number;
}

/** What makes a container sturdier, and is only asked for with `config.advice`. */
export interface ContainerAdvice extends OfContainer {
  readonly kind: "container-advice";
  readonly hasReadOnlyRoot: boolean;
  readonly hasMemoryLimit: boolean;
  readonly hasProbe: boolean;
  /** It has ports, and is not over before the pod begins. */
  readonly isServing: boolean;
}

export type PodFact =
  | SharedProcesses
  | ContainerAdvice
  | Workload
  | HostNamespace
  | HostVolume
  | HostPort
  | Privilege
  | AddedCapability
  | DroppedCapabilities
  | ContainerUser
  | Escalation
  | SeccompProfile
  | Confinement
  | ServiceToken
  | LiteralValue
  | ContainerImage
  | PodControls;

export type KubernetesFact =
  | PodFact
  | ServiceAccount
  | Service
  | Ingress
  | IngressAnnotation
  | Role
  | Binding
  | Namespace
  | NetworkPolicy
  | AdmissionFact
  | ClusterNode
  | IngressEncryption
  | Gateway
  | ReferenceGrant;
