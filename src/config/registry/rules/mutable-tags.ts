import type { Rule } from "../../../core/rule.ts";
import type { DeclaredRepository } from "../facts.ts";

const example = { name: "web", isCleaned: true } as const;

export const mutableTags: Rule<DeclaredRepository> = {
  id: "config/registry/mutable-tags",
  on: "declared-repository",
  title: "Repository whose tags can be moved",
  severity: "low",
  confidence: "proven",
  why: "Whoever may push puts another image under a tag that was reviewed and is already deployed, and the next node to pull runs it.",
  fix: "Let tags be written once: `image_tag_mutability` or `ImageTagMutability: IMMUTABLE`, `immutable_tags = true`; deploy by digest.",
  standards: ["SLSA build", "NSA supply chain", "MITRE ATT&CK T1525"],
  aliases: ["CKV_AWS_51"],
  examples: [
    { given: { ...example, tags: "moving" }, verdict: "fail" },
    { given: { ...example, tags: "fixed" }, verdict: "pass" },
    { given: { ...example, tags: "computed" }, verdict: "unobservable" },
  ],
  judge: ({ name, tags }) => {
    if (tags === "computed")
      return { kind: "unobservable", reason: `whether the tags of ${name} can be moved is put in later` };
    return tags === "fixed"
      ? { kind: "pass" }
      : { kind: "fail", message: `whoever pushes to ${name} can move its tags`, cause: name };
  },
};
