import type { Rule } from "../../core/rule.ts";
import type { PrintedSecret } from "../facts.ts";

export const secretPrinted: Rule<PrintedSecret> = {
  id: "workflows/secret-printed",
  on: "printed-secret",
  title: "Secret printed to the log",
  severity: "low",
  why: "The log hides the very text of a secret, and no other form of it: encoded, reversed or cut it stands there for everyone who may read the log, as after the tj-actions breach of March 2025.",
  fix: "Do not print it. Where a form of it must be handed on, mask that form first with `::add-mask::`.",
  standards: ["OWASP CICD-SEC-6", "OWASP CICD-SEC-10", "CWE-532"],
  aliases: ["zizmor/unredacted-secrets", "octoscan/credentials"],
  examples: [
    { given: { name: "TOKEN", changedBy: "base64" }, verdict: "fail" },
    { given: { name: "TOKEN", changedBy: "" }, verdict: "fail" },
    { given: { name: "", changedBy: "" }, verdict: "pass" },
  ],
  judge: ({ name, changedBy }) => {
    if (name === "") return { kind: "pass" };
    return {
      kind: "fail",
      severity: changedBy === "" ? "low" : "high",
      message:
        changedBy === ""
          ? `${name} is printed, hidden only by the log's mask`
          : `${name} is printed through ${changedBy}, which no mask hides`,
      cause: `${name} ${changedBy}`.trim(),
    };
  },
};
