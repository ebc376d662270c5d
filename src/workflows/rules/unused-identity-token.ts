import type { Rule } from "../../core/rule.ts";
import type { TokenPermissions, Trigger } from "../facts.ts";

const push: Trigger = { events: ["push"], outsider: false, privileged: false };
const example = { declared: "list", level: "job", overriddenByJobs: false, trigger: push } as const;

export const unusedIdentityToken: Rule<TokenPermissions> = {
  id: "workflows/unused-identity-token",
  on: "token-permissions",
  title: "Identity token that nothing asks for",
  severity: "low",
  why: "With `id-token: write` every step can prove to clouds and registries that it is this workflow. Where no step needs to, only an intruder has use of it.",
  fix: "Take `id-token: write` away.",
  standards: ["OWASP CICD-SEC-2", "OWASP CICD-SEC-5"],
  aliases: ["zizmor/excessive-permissions"],
  examples: [
    { given: { ...example, writes: ["id-token"], identityUnused: true }, verdict: "fail" },
    { given: { ...example, writes: ["id-token"], identityUnused: false }, verdict: "pass" },
    { given: { ...example, writes: [], identityUnused: true }, verdict: "pass" },
  ],
  judge: ({ writes, identityUnused, trigger }) => {
    if (identityUnused !== true || !writes.includes("id-token")) return { kind: "pass" };
    return {
      kind: "fail",
      severity: trigger.privileged ? "medium" : "low",
      message: "the job may mint an identity token, and none of its steps asks for one",
      cause: "id-token",
    };
  },
};
