import type { Rule } from "../../core/rule.ts";
import type { ImageOrigin } from "../facts.ts";

const example = {
  reference: "registry.example.com/app:1.4",
  registry: "registry.example.com",
  byDigest: false,
  digest: `sha256:${"5f".repeat(32)}`,
  allowed: [],
} as const;

export const movingTag: Rule<ImageOrigin> = {
  id: "trust/moving-tag",
  on: "image-origin",
  title: "Image named by a tag",
  severity: "low",
  confidence: "proven",
  why: "What was looked at today is not bound to what is pulled tomorrow: a tag can be moved, a digest cannot.",
  fix: "Deploy the digest that was looked at.",
  standards: ["SLSA", "CIS Docker 4.2"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, byDigest: true }, verdict: "pass" },
    { given: { ...example, registry: "" }, verdict: "not-applicable" },
  ],
  judge: ({ reference, registry, byDigest, digest }) => {
    if (registry === "") return { kind: "not-applicable" };
    if (byDigest) return { kind: "pass" };
    return {
      kind: "fail",
      message: `${reference} is named by a tag`,
      cause: "tag",
      evidence: [{ kind: "check", text: `the tag named ${digest} when it was looked at` }],
      fix: { kind: "advice", summary: `Deploy ${reference.replace(/:[\w.-]+$/, "")}@${digest}.` },
    };
  },
};
