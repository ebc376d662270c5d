import type { Rule } from "../../core/rule.ts";
import type { VersionComment } from "../facts.ts";

export const versionComment: Rule<VersionComment> = {
  id: "workflows/version-comment",
  on: "version-comment",
  title: "Pinned commit and its version do not agree",
  severity: "medium",
  why: "A reader trusts the version in the comment, the runner takes the commit. The same version stands beside different commits, or the other way round, so at least one of the comments is wrong; behind a wrong one a foreign commit hides well, as in March 2026.",
  fix: "Look up which commit the version names, and write that one everywhere.",
  standards: ["OWASP CICD-SEC-3"],
  aliases: ["zizmor/ref-version-mismatch", "zizmor/impostor-commit"],
  examples: [
    { given: { action: "acme/x", commits: ["1111111", "2222222"], versions: ["v4.1.1"] }, verdict: "fail" },
    { given: { action: "acme/x", commits: ["1111111"], versions: ["v4.1.1", "v4.2.0"] }, verdict: "fail" },
    { given: { action: "acme/x", commits: ["1111111"], versions: ["v4.1.1"] }, verdict: "pass" },
  ],
  judge: ({ action, commits, versions }) => {
    if (commits.length < 2 && versions.length < 2) return { kind: "pass" };
    const message =
      versions.length > 1
        ? `${action} at ${short(commits)} is called ${versions.join(" and ")}`
        : `${action} ${versions.join()} is ${short(commits)} in different places`;
    return { kind: "fail", confidence: "proven", message, cause: [action, ...commits, ...versions].join(" ") };
  },
};

function short(commits: readonly string[]): string {
  return commits.map((commit) => commit.slice(0, 12)).join(" and ");
}
