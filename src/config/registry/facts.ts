import type { JudgedFact } from "../../core/fact.ts";

/** The program that keeps the images. */
export type RegistryProduct = "distribution" | "Harbor";

/** Who may come in, as the file says; the environment may say otherwise. */
export interface RegistryAccess extends JudgedFact {
  readonly kind: "registry-access";
  /** `token`, `htpasswd`, `silly`; empty where nobody is asked. */
  readonly auth: string;
  /** Images may be deleted through it. */
  readonly deletes: boolean;
  /** It fetches images of another registry with an account of its own. */
  readonly lendsAccount: boolean;
  /** It listens to the machine itself alone. */
  readonly near: boolean;
}

/** What a registry listens at. */
export interface RegistryEndpoint extends JudgedFact {
  readonly kind: "registry-endpoint";
  readonly product: RegistryProduct;
  /** With TLS, or with an address outside that has it. */
  readonly encrypted: boolean;
  readonly near: boolean;
  /** Oldest version of TLS that is taken; empty for the product's default. */
  readonly oldest: string;
}

/** The server for figures and profiles beside the registry itself. */
export interface RegistryDebug extends JudgedFact {
  readonly kind: "registry-debug";
  readonly address: string;
}

/** A secret that stands in the file. Its value is never kept. */
export interface RegistrySecret extends JudgedFact {
  readonly kind: "registry-secret";
  /** The way to it: `storage.s3.secretkey`. */
  readonly name: string;
  /** A secret itself is written there. */
  readonly literal: boolean;
  /** It is the one that the product comes with and that everybody knows. */
  readonly known: boolean;
}

/** How the registry speaks with what it keeps its images in, or tells of them. */
export interface RegistryConnection extends JudgedFact {
  readonly kind: "registry-connection";
  /** As written: `storage.s3.skipverify: true`. */
  readonly written: string;
  readonly trust: "verified" | "unverified" | "plain";
}

/** A repository of a cloud's registry that infrastructure code makes. */
export interface DeclaredRepository extends JudgedFact {
  readonly kind: "declared-repository";
  /** Its name in the code. */
  readonly name: string;
  /** Whether a tag can be moved to other content; `computed` is what only a run would know. */
  readonly tags: "fixed" | "moving" | "computed";
  /** Old images are deleted; undefined where another file may say so. */
  readonly isCleaned: boolean | undefined;
}

export type RegistryFact =
  | RegistryAccess
  | RegistryEndpoint
  | RegistryDebug
  | RegistrySecret
  | RegistryConnection
  | DeclaredRepository;
