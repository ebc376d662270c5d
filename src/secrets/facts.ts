import type { Evidence } from "../core/evidence.ts";
import type { Fact, JudgedFact } from "../core/fact.ts";
import type { Confidence, Severity } from "../core/severity.ts";

/**
 * How much speaks for a candidate, weakest first: `statistics` of a value under a telling name, the `shape` that a
 * provider gives its tokens, a `pair` of an id and its secret side by side, a `structure` that holds when it is
 * decoded, a `checksum` that is right.
 */
export type Grade = "statistics" | "shape" | "pair" | "structure" | "checksum";

/** How the value stands in the file, so that remediation knows what to put in its place. */
export type FrameName =
  | "assignment"
  | "call"
  | "element"
  | "flag"
  | "entry"
  | "query"
  | "pair"
  | "comparison"
  | "user-info"
  | "block"
  | "document"
  | "text";

/** `waybill:allow RULE REASON` beside a value. Without a reason it does not count. */
export interface Allowance {
  /** A detector's id. */
  readonly rule: string;
  readonly reason?: string;
}

/** A credential that stands in a file, in a past version of one, or in an image's configuration. Never its value. */
export interface CredentialFact extends JudgedFact {
  readonly kind: "credential";
  /** Of the detector and its rule: `github-token`. */
  readonly detector: string;
  /** A public prefix at most, and a length: `ghp_…(40 characters)`. */
  readonly shape: string;
  readonly frame: FrameName;
  /** The variable, key or host it belongs to, where it has one. */
  readonly name?: string;
  /** What kind of file it is in: `env`, `yaml`, `code` … */
  readonly format: string;
  /** Bytes of the value in the file, as it is written there. */
  readonly start: number;
  readonly end: number;
  /**
   * When the file holds the value encoded; `wrapped` when start and end are those of an archive or of an encoded text
   * with more in it.
   */
  readonly encoding?: "base64" | "wrapped";
  readonly grade: Grade;
  readonly confidence: Confidence;
  /** When this one is less or more grave than its kind, such as an encrypted key. */
  readonly severity?: Severity;
  readonly evidence: readonly Evidence[];
  readonly allowance?: Allowance;
  /** Of a past version: when its commit was made, in seconds since 1970. */
  readonly committedAt?: number;
  /** Of a past version: the object that holds it. */
  readonly blob?: string;
  /** MD5 of the whole file, in images and root file systems: what a distribution writes down of its files. */
  readonly fileMd5?: string;
}

/** With `--explain`: a candidate that was looked at and is none. */
export interface RejectedSecretFact extends Fact {
  readonly kind: "secret-rejected";
  readonly detector: string;
  readonly reason: string;
}

/** A file that was opened and not searched. */
export interface SecretsLeftOutFact extends Fact {
  readonly kind: "secrets-left-out";
  readonly reason: "binary";
}

/** dpkg's list of what one package's files hash to: lines of an MD5, two blanks and a path. */
export interface DistributionSumsFact extends Fact {
  readonly kind: "distribution-sums";
  readonly package: string;
  readonly lines: string;
}

export type SecretsFact = CredentialFact | RejectedSecretFact | SecretsLeftOutFact;
