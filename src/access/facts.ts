import type { JudgedFact } from "../core/fact.ts";

/** What a pipeline component answered to somebody who has not signed in. */
export interface ProbedEndpoint extends JudgedFact {
  readonly kind: "probed-endpoint";
  readonly product: string;
  readonly url: string;
  /** `open` gave something away, `challenge` asked who we are, `unreachable` did not answer, `strange` answered unlike the product. */
  readonly state: "open" | "challenge" | "unreachable" | "strange";
  /** What was given away, or why there was no answer. */
  readonly detail: string;
  /** The requests that were made and their answers, such as `GET /v2/ → 401`. */
  readonly asked: readonly string[];
}

/** One rule of a Kubernetes role, as written. */
export interface RoleRule extends JudgedFact {
  readonly kind: "role-rule";
  readonly role: string;
  readonly clusterWide: boolean;
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** One subject of a Kubernetes binding: who gets which role. */
export interface BoundSubject extends JudgedFact {
  readonly kind: "bound-subject";
  readonly role: string;
  readonly clusterWide: boolean;
  readonly holder: { readonly kind: string; readonly name: string };
}

export type AccessFact = ProbedEndpoint | RoleRule | BoundSubject;
