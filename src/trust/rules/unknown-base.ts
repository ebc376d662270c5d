import type { Rule } from "../../core/rule.ts";
import type { ImageBase } from "../facts.ts";

const example = { proven: "", claimed: "", claimIsFalse: false, declared: 2 } as const;

export const unknownBase: Rule<ImageBase> = {
  id: "trust/unknown-base",
  on: "image-base",
  title: "Image does not stand on an approved base",
  severity: "high",
  confidence: "proven",
  why: "With a handful of bases one update mends all images; one that stands on something else is mended by nobody, and a claim on a label is not descent.",
  fix: "Build it from one of the declared bases, or have its base approved in waybill.yaml.",
  standards: ["NIST SP 800-190 4.1.2", "CIS Docker 4.2"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, proven: "std/node22" }, verdict: "pass" },
    { given: { ...example, proven: "std/node22", claimed: "sha256:other", claimIsFalse: true }, verdict: "fail" },
    { given: { ...example, declared: 0 }, verdict: "not-applicable" },
  ],
  judge: ({ proven, claimed, claimIsFalse, declared }) => {
    if (claimIsFalse) {
      return {
        kind: "fail",
        severity: "critical",
        message: "the image claims a base whose layers it does not have",
        cause: "false claim",
        evidence: [
          {
            kind: "check",
            text: `the claimed base ${claimed} was compared by its layers' diff ids and is not the beginning of this image`,
          },
        ],
      };
    }
    if (declared === 0) return { kind: "not-applicable" };
    if (proven !== "") return { kind: "pass" };
    return {
      kind: "fail",
      message: "the image descends from none of the declared bases",
      cause: "unknown",
      evidence: [
        { kind: "check", text: `diff ids compared with those of ${declared} declared bases` },
        ...(claimed === "" ? [] : [{ kind: "claim" as const, text: `it names ${claimed} as its base` }]),
      ],
    };
  },
};
