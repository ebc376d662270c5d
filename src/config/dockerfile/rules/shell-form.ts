import type { Rule } from "../../../core/rule.ts";
import type { StartInstruction } from "../facts.ts";

const example = { by: "ENTRYPOINT", program: "node", isOvertaken: false } as const;

export const shellForm: Rule<StartInstruction> = {
  id: "config/dockerfile/shell-form",
  on: "start-instruction",
  title: "Program started through a shell",
  severity: "low",
  confidence: "proven",
  why: "The image needs a shell, which is the first thing that an intruder looks for; the shell is process 1 and hands on no signal, so that a stop waits and then kills; and what comes from variables is read as commands.",
  fix: 'Write the exec form, `["program", "argument"]`; where a shell is needed, let it end with `exec program`.',
  standards: ["CIS Docker 4.3"],
  aliases: ["DL3025", "JSONArgsRecommended"],
  examples: [
    { given: { ...example, form: "shell" }, verdict: "fail" },
    { given: { ...example, by: "CMD", form: "shell" }, verdict: "fail" },
    { given: { ...example, form: "exec" }, verdict: "pass" },
    { given: { ...example, form: "shell", program: "exec" }, verdict: "pass" },
    { given: { ...example, by: "HEALTHCHECK", form: "none", program: "" }, verdict: "not-applicable" },
    { given: { ...example, form: "shell", isOvertaken: true }, verdict: "not-applicable" },
  ],
  judge: ({ by, form, program, isOvertaken }) => {
    if (form === "none" || isOvertaken) return { kind: "not-applicable" };
    return form === "exec" || program === "exec"
      ? { kind: "pass" }
      : { kind: "fail", message: `${by} starts its program through a shell`, cause: by };
  },
};
