import type { Rule } from "../../core/rule.ts";
import type { ImageOrigin } from "../facts.ts";

const example = {
  reference: "docker.io/library/nginx:1",
  registry: "docker.io",
  byDigest: false,
  digest: "sha256:a",
  allowed: ["registry.example.com"],
} as const;

export const foreignRegistry: Rule<ImageOrigin> = {
  id: "trust/foreign-registry",
  on: "image-origin",
  title: "Image from a registry that is not allowed",
  severity: "high",
  confidence: "proven",
  why: "A registry that nobody watches can be broken into without anybody here noticing, as when 190,000 accounts of a public one were exposed in 2019.",
  fix: "Copy the image into an allowed registry, by digest, and take it from there.",
  standards: ["NIST SP 800-190 4.2", "OWASP CICD-SEC-3"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, registry: "registry.example.com" }, verdict: "pass" },
    { given: { ...example, allowed: [] }, verdict: "not-applicable" },
    { given: { ...example, registry: "" }, verdict: "not-applicable" },
  ],
  judge: ({ registry, allowed, reference }) => {
    if (allowed.length === 0 || registry === "") return { kind: "not-applicable" };
    const fits = allowed.some(
      (entry) => reference === entry || registry === entry || reference.startsWith(`${entry.replace(/\/$/, "")}/`),
    );
    if (fits) return { kind: "pass" };
    return {
      kind: "fail",
      message: `${reference} comes from ${registry}, which is not among the allowed registries`,
      cause: registry,
      evidence: [{ kind: "check", text: `compared with ${allowed.join(", ")}` }],
    };
  },
};
