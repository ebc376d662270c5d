import type { Rule } from "../../../core/rule.ts";
import { subject } from "../../../core/subject.ts";
import type { StageBase } from "../facts.ts";

const example = { isEarlierStage: false } as const;

export const unpinnedBase: Rule<StageBase> = {
  id: "config/dockerfile/unpinned-base",
  on: "stage-base",
  title: "Base image named by a tag",
  severity: "low",
  confidence: "proven",
  why: "A tag can be moved to other content after you reviewed it; a digest cannot.",
  fix: "Add the digest, `name:tag@sha256:…`, and let an updater move it.",
  standards: ["SLSA build", "CIS Docker 4.2"],
  aliases: ["CKV_DOCKER_12"],
  examples: [
    { given: { ...example, image: "node:22", resolved: "node:22" }, verdict: "fail" },
    { given: { ...example, image: "node:22@sha256:5f3c", resolved: "node:22@sha256:5f3c" }, verdict: "pass" },
    { given: { image: "build", resolved: "build", isEarlierStage: true }, verdict: "not-applicable" },
    { given: { ...example, image: "node", resolved: "node" }, verdict: "not-applicable" },
    { given: { ...example, image: "$BASE", resolved: "" }, verdict: "not-applicable" },
  ],
  judge: ({ image, resolved, isEarlierStage }) => {
    if (isEarlierStage || image === "scratch" || resolved === "") return { kind: "not-applicable" };
    if (resolved.includes("@sha256:")) return { kind: "pass" };
    if (!/:(?!latest$)[^/:]+$/.test(resolved)) return { kind: "not-applicable" }; // a version comes before a digest
    const deed = {
      key: `pin docker://${resolved}`,
      action: `Pin the image ${resolved} to its digest`,
      subject: subject("image", resolved),
    };
    return { kind: "fail", message: `the base ${resolved} is named by tag`, cause: resolved, deed };
  },
};
