import type { DigestMismatchFact } from "../../core/image.ts";
import type { Rule } from "../../core/rule.ts";

export const digestMismatch: Rule<DigestMismatchFact> = {
  id: "trust/digest-mismatch",
  on: "digest-mismatch",
  title: "Bytes do not have the digest they are named by",
  severity: "critical",
  confidence: "proven",
  why: "Either the bytes were damaged, or somebody changed them. A registry's own word does not help: a stock one hands out changed blobs with the old digest in its header.",
  fix: "Do not run it. Fetch it again from where it was built, and compare; if it differs there, too, treat the registry as broken into.",
  standards: ["NIST SI-7", "SLSA"],
  examples: [
    { given: { of: "layer 2", declared: "sha256:aa", found: "sha256:bb" }, verdict: "fail" },
    { given: { of: "layer 2", declared: "sha256:aa", found: "sha256:aa" }, verdict: "pass" },
  ],
  judge: ({ of, declared, found }) => {
    if (declared === found) return { kind: "pass" };
    return {
      kind: "fail",
      message: `${of} does not have the digest it is named by`,
      cause: declared,
      evidence: [{ kind: "check", text: `SHA-256 recomputed: declared ${declared}, found ${found}` }],
    };
  },
};
