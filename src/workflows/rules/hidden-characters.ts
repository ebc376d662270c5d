import type { Rule } from "../../core/rule.ts";
import type { HiddenCharacters } from "../facts.ts";

export const hiddenCharacters: Rule<HiddenCharacters> = {
  id: "workflows/hidden-characters",
  on: "hidden-characters",
  title: "Characters that nobody sees",
  severity: "medium",
  confidence: "proven",
  why: "The runner reads other words than the reviewer: characters without width hide text, and those that turn the direction of writing show it in another order.",
  fix: "Take them out, and find out who put them in.",
  standards: ["OWASP CICD-SEC-1", "CWE-1007"],
  aliases: ["pipeline-check/GHA-065"],
  references: ["https://trojansource.codes/"],
  examples: [
    { given: { names: ["U+202E"], turns: true }, verdict: "fail" },
    { given: { names: ["U+200B"], turns: false }, verdict: "fail" },
    { given: { names: [], turns: false }, verdict: "pass" },
  ],
  judge: ({ names, turns }) =>
    names.length === 0
      ? { kind: "pass" }
      : {
          kind: "fail",
          severity: turns ? "high" : "medium",
          message: `${names.join(", ")} ${turns ? "turn the direction of what is read" : "hide between what is read"}`,
          cause: names.join(" "),
        },
};
