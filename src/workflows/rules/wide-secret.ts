import type { Rule } from "../../core/rule.ts";
import type { WideSecret } from "../facts.ts";

export const wideSecret: Rule<WideSecret> = {
  id: "workflows/wide-secret",
  on: "wide-secret",
  title: "Secret wider than its consumer",
  severity: "low",
  confidence: "proven",
  why: "A variable of the workflow or the job is in the environment of every step, of every action of others, and of every install script that runs there. A variable of the step is not.",
  fix: "Move the variable to the step that uses it.",
  standards: ["OWASP CICD-SEC-6", "CIS SSC 2.3.4"],
  aliases: ["pipeline-check/GHA-072"],
  examples: [
    { given: { name: "KEY", level: "workflow", users: 1, steps: 6, others: ["acme/build@v1"] }, verdict: "fail" },
    { given: { name: "KEY", level: "job", users: 1, steps: 3, others: [] }, verdict: "fail" },
    { given: { name: "KEY", level: "job", users: 3, steps: 3, others: [] }, verdict: "pass" },
  ],
  judge: ({ name, level, users, steps, others }) => {
    if (users >= steps) return { kind: "pass" };
    const shown = others.slice(0, 3).join(", ");
    const among = others.length === 0 ? "" : `, among them ${shown}${others.length > 3 ? " and more" : ""}`;
    return {
      kind: "fail",
      severity: others.length > 0 ? "medium" : "low",
      message: `${steps} steps of the ${level} have ${name}, and ${users === 0 ? "none is seen to use" : `${users} use${users === 1 ? "s" : ""}`} it${among}`,
      cause: `${level} ${name}`,
    };
  },
};
