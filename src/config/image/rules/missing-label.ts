import type { Rule } from "../../../core/rule.ts";
import type { DemandedLabel } from "../facts.ts";

export const missingLabel: Rule<DemandedLabel> = {
  id: "config/image/missing-label",
  on: "demanded-label",
  title: "Label that the standard demands is missing",
  severity: "medium",
  confidence: "proven",
  why: "The standard demands the label so that an image says where it comes from and whose it is; without it nobody knows whom to ask.",
  fix: "Set the label when the image is built: `LABEL`, or `--label` of the builder.",
  standards: ["Waybill standard image.labels"],
  examples: [
    { given: { label: "org.opencontainers.image.source", present: false }, verdict: "fail" },
    { given: { label: "org.opencontainers.image.source", present: true }, verdict: "pass" },
  ],
  judge: ({ label, present }) =>
    present
      ? { kind: "pass" }
      : { kind: "fail", message: `the image has no label ${label}, which the standard demands`, cause: label },
};
