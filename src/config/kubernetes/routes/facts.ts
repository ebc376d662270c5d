import type { JudgedFact } from "../../../core/fact.ts";

/** An object by its kind's own names; the namespace is empty where none is written. */
export interface Named {
  readonly namespace: string;
  readonly name: string;
}

/** A Gateway of the Gateway API. */
export interface Gateway extends JudgedFact {
  readonly kind: "kubernetes-gateway";
  readonly title: string;
  readonly namespace: string;
  readonly name: string;
  /** By its class or a well-known annotation its address lies inside. */
  readonly isInternal: boolean;
  /** Listeners to which routes of every namespace may be hung. */
  readonly openListeners: readonly string[];
}

/** A ReferenceGrant, for what it opens to others' namespaces. */
export interface ReferenceGrant extends JudgedFact {
  readonly kind: "reference-grant";
  readonly title: string;
  /** Namespaces that may refer. */
  readonly from: readonly string[];
  /** Kinds of which all objects may be referred to, none being named. */
  readonly whole: readonly string[];
}
