import type { JudgedFact } from "../../../core/fact.ts";
import type { Place } from "../../../core/place.ts";
import type { Power } from "./powers.ts";

/** One rule of a role, as it is written: verbs on resources, or on paths of the API server. */
export interface RoleRule {
  readonly at: Place;
  readonly verbs: readonly string[];
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  /** Empty means all. */
  readonly names: readonly string[];
  readonly urls: readonly string[];
}

/** What a role's labels must be for its rules to be taken over by another role. */
export interface LabelSelector {
  readonly labels: Readonly<Record<string, string>>;
  readonly expressions: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values: readonly string[];
  }[];
}

/** A Role or ClusterRole. No rule judges it. */
export interface Role extends JudgedFact {
  readonly kind: "kubernetes-role";
  /** `ClusterRole/deployer`, `Role/shop/deployer`. */
  readonly title: string;
  readonly name: string;
  /** Of a Role; a ClusterRole has none. */
  readonly namespace: string;
  readonly isClusterRole: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly rules: readonly RoleRule[];
  /** Undefined for a role that takes over nothing. */
  readonly aggregates: readonly LabelSelector[] | undefined;
}

/** Somebody whom a binding gives its role to. */
export interface Holder {
  readonly at: Place;
  readonly kind: "User" | "Group" | "ServiceAccount";
  readonly name: string;
  /** Of a ServiceAccount. */
  readonly namespace: string;
}

/** A RoleBinding or ClusterRoleBinding. No rule judges it. */
export interface Binding extends JudgedFact {
  readonly kind: "kubernetes-binding";
  readonly title: string;
  /** Where it holds; a ClusterRoleBinding has none, and holds everywhere. */
  readonly namespace: string;
  readonly isClusterWide: boolean;
  readonly role: { readonly isClusterRole: boolean; readonly name: string };
  readonly holders: readonly Holder[];
}

/** A dangerous power that a role gives, and who has it. */
export interface GrantedPower extends JudgedFact {
  readonly kind: "granted-power";
  readonly power: Power;
  /** `ClusterRole/deployer`, `Role/shop/deployer`. */
  readonly role: string;
  /** One that every cluster has: it cannot be changed, and is told at its binding. */
  readonly isBuiltIn: boolean;
  /** `nobody` where no binding that was seen gives the role to anybody. */
  readonly scope: "cluster" | "namespace" | "nobody";
  /** Such as `ServiceAccount ci/deployer`. */
  readonly holders: readonly string[];
  /** The rule that gives it, in a line. */
  readonly rule: string;
  /** Some accounts whose place its holders can take, and that may do graver things than they. */
  readonly stronger: readonly string[];
}

/** A role that is given to whoever comes. */
export interface OpenGrant extends JudgedFact {
  readonly kind: "open-grant";
  readonly role: string;
  readonly whom: "anybody" | "whoever has signed in" | "every account";
  readonly isClusterWide: boolean;
}

/** A role that is given to the account of all pods of a namespace that name none. */
export interface DefaultGrant extends JudgedFact {
  readonly kind: "default-grant";
  readonly role: string;
  readonly namespace: string;
  readonly isClusterWide: boolean;
}

/** A workload that can be reached from outside, with the gravest that its account may do by each of its bindings. */
export interface ExposedReach extends JudgedFact {
  readonly kind: "exposed-reach";
  readonly workload: string;
  /** How one comes to it, in a clause. */
  readonly way: string;
  readonly account: string;
  readonly reaches: readonly { readonly power: Power; readonly isClusterWide: boolean; readonly through: string }[];
}

/** An account that a binding of a live cluster names, where all accounts were seen. */
export interface MissingAccount extends JudgedFact {
  readonly kind: "missing-account";
  /** `RoleBinding/shop/deploy`. */
  readonly binding: string;
  readonly role: string;
  /** `NAMESPACE/NAME`. */
  readonly account: string;
  readonly isThere: boolean;
}

/** What is worked out of roles and bindings, for the rules. */
export type AccessFact = GrantedPower | OpenGrant | DefaultGrant | ExposedReach | MissingAccount;
