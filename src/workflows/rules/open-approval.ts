import type { Rule } from "../../core/rule.ts";
import type { Approval } from "../facts.ts";

export const openApproval: Rule<Approval> = {
  id: "workflows/open-approval",
  on: "approval",
  title: "Approval that anyone may give",
  severity: "medium",
  confidence: "proven",
  why: "Without a submitter, whoever may build the job may also approve it, the author of the change among them.",
  fix: "Name the group that approves: `submitter: 'release-managers'`.",
  standards: ["OWASP CICD-SEC-1", "CIS SSC 5.2"],
  aliases: ["pipeline-check/JF-005"],
  examples: [
    { given: { text: "Deploy?", submitter: "" }, verdict: "fail" },
    { given: { text: "Deploy?", submitter: "release-managers" }, verdict: "pass" },
    { given: { text: "Deploy?", submitter: "authenticated" }, verdict: "fail" },
  ],
  judge: ({ text, submitter }) => {
    if (submitter !== "" && submitter !== "authenticated") return { kind: "pass" };
    return { kind: "fail", message: `anyone may answer ${text === "" ? "the question" : `"${text}"`}`, cause: text };
  },
};
