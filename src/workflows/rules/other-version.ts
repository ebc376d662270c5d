import type { Rule } from "../../core/rule.ts";
import type { VerifiedPin } from "../facts.ts";

const COMMIT = "3f786850e387550fdab836ed7e6dc881de23001b";
const pin = { uses: `acme/build@${COMMIT}`, repository: "acme/build", belongs: true, version: "v1.2.0" } as const;

export const otherVersion: Rule<VerifiedPin> = {
  id: "workflows/other-version",
  on: "verified-pin",
  title: "Comment that names another version than the pin",
  severity: "medium",
  confidence: "proven",
  why: "A reader trusts the version in the comment, the runner takes the commit. Behind a wrong one an old hole stays, or a commit that nobody meant.",
  fix: "Write the commit that the version names, or the version that the commit is.",
  standards: ["OWASP CICD-SEC-3"],
  aliases: ["zizmor/ref-version-mismatch"],
  examples: [
    { given: { ...pin, versionIs: "89e6c98d92887913cadf06b2adb97f26cde4849b" }, verdict: "fail" },
    { given: { ...pin, versionIs: COMMIT }, verdict: "pass" },
    { given: { ...pin, versionIs: "" }, verdict: "pass" },
  ],
  judge: ({ uses, repository, version, versionIs }) => {
    const commit = uses.slice(uses.lastIndexOf("@") + 1);
    if (versionIs === "" || versionIs === commit) return { kind: "pass" };
    return {
      kind: "fail",
      message: `${repository} ${version} is ${versionIs.slice(0, 12)}, and ${commit.slice(0, 12)} stands here`,
      cause: `${uses} ${version}`,
    };
  },
};
