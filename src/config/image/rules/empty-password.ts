import type { Rule } from "../../../core/rule.ts";
import type { ImageAccount } from "../facts.ts";

export const emptyPassword: Rule<ImageAccount> = {
  id: "config/image/empty-password",
  on: "image-account",
  title: "Account without a password",
  severity: "high",
  confidence: "proven",
  why: "Whoever runs in the container becomes that user by asking, root not excepted; Alpine's images were shipped so for three years (CVE-2019-5021).",
  fix: "Lock the account: `passwd -l NAME`, or `!` in its second field.",
  standards: ["CWE-258", "CIS Docker 4.1"],
  references: ["https://nvd.nist.gov/vuln/detail/CVE-2019-5021"],
  examples: [
    { given: { name: "root", hasNoPassword: true }, verdict: "fail" },
    { given: { name: "root", hasNoPassword: false }, verdict: "pass" },
  ],
  judge: ({ name, hasNoPassword }) =>
    hasNoPassword ? { kind: "fail", message: `the account ${name} has no password`, cause: name } : { kind: "pass" },
};
