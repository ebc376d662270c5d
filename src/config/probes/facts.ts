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

/** The certificate that an address answers with. */
export interface ServedCertificate extends JudgedFact {
  readonly kind: "served-certificate";
  readonly address: string;
  /** Days until it begins to hold; 0 or less once it does. */
  readonly daysUntilStart: number;
  /** Whole days for which it still holds; negative once it does not. */
  readonly daysLeft: number;
  readonly isSelfSigned: boolean;
  /** As Node names it: `rsa`, `ec`, `ed25519`. */
  readonly keyType: string;
  /** Of an RSA key; 0 for others. */
  readonly keyBits: number;
}

/** What an address says of its own version to whoever asks; empty where it says nothing. */
export interface ToldVersion extends JudgedFact {
  readonly kind: "told-version";
  readonly product: ProbedProduct;
  readonly address: string;
  readonly version: string;
}

export type ProbeFact = Exposure | ServedCertificate | ToldVersion;
