import type { Rule } from "../../../core/rule.ts";
import type { StartInstruction } from "../facts.ts";

const example = { by: "CMD", form: "exec", program: "node", takesOver: false } as const;

export const overtakenInstruction: Rule<StartInstruction> = {
  id: "config/dockerfile/overtaken-instruction",
  on: "start-instruction",
  title: "Instruction that a later one overtakes",
  severity: "low",
  confidence: "proven",
  why: "Of several CMD, ENTRYPOINT or HEALTHCHECK of a stage the last alone counts: whoever reads the first takes the image for something that it is not, and a check of health that was meant to be there is not made.",
  fix: "Leave the one that counts, and delete the others.",
  standards: ["CIS Docker 4.6"],
  aliases: ["DL4003", "DL4004", "DL3012", "DS007", "DS016", "DS023", "MultipleInstructionsDisallowed"],
  examples: [
    { given: { ...example, isOvertaken: true }, verdict: "fail" },
    { given: { ...example, by: "HEALTHCHECK", isOvertaken: true }, verdict: "fail" },
    { given: { ...example, isOvertaken: false }, verdict: "pass" },
  ],
  judge: ({ by, isOvertaken }) =>
    isOvertaken
      ? { kind: "fail", message: `a later ${by} of the same stage takes the place of this one`, cause: by }
      : { kind: "pass" },
};
