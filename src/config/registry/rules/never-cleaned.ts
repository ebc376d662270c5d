import type { Rule } from "../../../core/rule.ts";
import type { DeclaredRepository } from "../facts.ts";

const example = { name: "web", tags: "fixed" } as const;

export const neverCleaned: Rule<DeclaredRepository> = {
  id: "config/registry/never-cleaned",
  on: "declared-repository",
  title: "Repository that keeps every image for ever",
  severity: "info",
  confidence: "proven",
  why: "Images with holes that were mended long ago can still be pulled and run, and nobody looks at them any more.",
  fix: "Let the registry delete what is old and not deployed: a lifecycle policy at Amazon, `cleanup_policies` at Google.",
  standards: ["NIST SP 800-190 4.2.2"],
  examples: [
    { given: { ...example, isCleaned: false }, verdict: "fail" },
    { given: { ...example, isCleaned: true }, verdict: "pass" },
    { given: { ...example, isCleaned: undefined }, verdict: "not-applicable" },
  ],
  judge: ({ name, isCleaned }) => {
    if (isCleaned === undefined) return { kind: "not-applicable" }; // another file may say
    return isCleaned
      ? { kind: "pass" }
      : { kind: "fail", message: `nothing deletes old images of ${name}`, cause: name };
  },
};
