/** One verdict that a peer's own test demands of one of its rules. */
export interface Label {
  /** The peer and its rule: `kyverno disallow-host-path`. */
  readonly rule: string;
  /** Where it stands in the peer's repository, and which of several it is. */
  readonly where: string;
  readonly fails: boolean;
  /** What is judged: one manifest as JSON, several as YAML, or a Dockerfile. */
  readonly input: { readonly kind: "kubernetes" | "dockerfile"; readonly text: string };
}
