import type { JudgedFact } from "../../core/fact.ts";

export const PROBED_PRODUCTS = [
  "kubelet",
  "API server",
  "etcd",
  "container daemon",
  "registry",
  "dashboard",
  "Prometheus",
  "metrics",
] as const;
export type ProbedProduct = (typeof PROBED_PRODUCTS)[number];

/** What one address gives to whoever reaches it and shows no credentials. */
export interface Exposure extends JudgedFact {
  readonly kind: "exposure";
  readonly product: ProbedProduct;
  /** `https://10.0.0.5:10250`. */
  readonly address: string;
  /** What is given away; empty where it asks for a login, or tells no more than it may. */
  readonly given: readonly string[];
  /** The requests that were made and their answers, such as `GET /pods → 401`. */
  readonly asked: readonly string[];
}
