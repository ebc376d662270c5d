import type { Rule } from "../../core/rule.ts";
import { subject } from "../../core/subject.ts";
import type { JobImage } from "../facts.ts";

export const unpinnedImage: Rule<JobImage> = {
  id: "workflows/unpinned-image",
  on: "job-image",
  title: "Job image named by a tag",
  severity: "medium",
  confidence: "proven",
  why: "A tag can be moved to other content after you reviewed it; a digest cannot.",
  fix: "Name the image by digest, and let an updater move it.",
  standards: ["OWASP CICD-SEC-3", "SLSA build"],
  aliases: ["zizmor/unpinned-images"],
  examples: [
    { given: { ref: "node:22" }, verdict: "fail" },
    {
      given: { ref: "node:22@sha256:5f3c0f5b8e0f2a4d9f2d7f6f0a7d1c3b5e9d8c7b6a5f4e3d2c1b0a9f8e7d6c5b" },
      verdict: "pass",
    },
    { given: { ref: "${{ inputs.image }}" }, verdict: "unobservable" },
  ],
  judge: ({ ref }) => {
    if (ref === "" || ref.includes("@sha256:")) return { kind: "pass" };
    if (/\$|<<|\{\{/.test(ref)) return { kind: "unobservable", reason: "the image is computed at run time" };
    const deed = {
      key: `pin docker://${ref}`,
      action: `Pin the image ${ref} to its digest`,
      subject: subject("image", ref),
    };
    return { kind: "fail", message: `the job's image ${ref} is named by tag`, cause: ref, deed };
  },
};
