/** What somebody says of a hole in a product (CISA, "Minimum Requirements for VEX"). */
export interface Statement {
  /** All names of the hole: CVE, GHSA and the like. */
  readonly names: readonly string[];
  readonly products: readonly Product[];
  /** A word that is none of these stands as it was written, and excuses nothing. */
  readonly status: "not_affected" | "affected" | "fixed" | "under_investigation" | { readonly unknown: string };
  /** Why it does not count, or what is to be done. */
  readonly reason: string;
  readonly by: string;
  /** ISO 8601, empty when it is not told: the newest of several statements holds. */
  readonly at: string;
  readonly file: string;
}

/** What a statement is about: a package, or packages within something larger. */
export interface Product {
  /** A package URL or another name, such as an image's digest. */
  readonly id: string;
  /** Empty: the product itself. */
  readonly within: readonly string[];
  /** Versions in the notation of `vers`, when the package URL names none. */
  readonly versions?: string;
}

/** Which document it is: a newer one under the same id takes the place of the one before. */
export interface StatementSource {
  /** The name that its author gave it; empty where it has none. */
  readonly id: string;
  readonly author: string;
  /** ISO 8601, empty when it is not told. */
  readonly at: string;
  readonly format: "openvex" | "cyclonedx" | "csaf";
}

/** What a file says, and what in it could not be taken. */
export interface StatementFile {
  readonly source: StatementSource;
  readonly statements: readonly Statement[];
  readonly refused: readonly string[];
}
