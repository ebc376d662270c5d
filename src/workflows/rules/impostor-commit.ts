import type { Rule } from "../../core/rule.ts";
import type { VerifiedPin } from "../facts.ts";

const pin = {
  uses: "acme/build@3f786850e387550fdab836ed7e6dc881de23001b",
  repository: "acme/build",
  belongs: true,
  version: "v1.2.0",
  versionIs: "",
} as const;

export const impostorCommit: Rule<VerifiedPin> = {
  id: "workflows/impostor-commit",
  on: "verified-pin",
  title: "Pinned to a commit that is not the action's own",
  severity: "critical",
  confidence: "proven",
  why: "A forge answers under a repository's name for commits of every fork of it. Such a pin looks as safe as any other, and runs what a stranger wrote.",
  fix: "Take the commit that the wanted version names in the repository itself, and find out who wrote this one here.",
  standards: ["OWASP CICD-SEC-3", "SLSA source L2", "CWE-829"],
  aliases: ["zizmor/impostor-commit"],
  references: ["https://www.chainguard.dev/unchained/what-the-fork-imposter-commits-in-github-actions-and-ci-cd"],
  examples: [
    { given: { ...pin, belongs: false }, verdict: "fail" },
    { given: pin, verdict: "pass" },
  ],
  judge: ({ uses, repository, belongs }) =>
    belongs
      ? { kind: "pass" }
      : {
          kind: "fail",
          message: `no branch or tag of ${repository} leads to the commit of ${uses}`,
          cause: uses,
          evidence: [{ kind: "check", text: `all branches and tags of ${repository} were fetched and do not hold it` }],
        },
};
