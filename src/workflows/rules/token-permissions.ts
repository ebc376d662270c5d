import type { Rule } from "../../core/rule.ts";
import type { TokenPermissions, Trigger } from "../facts.ts";

const push: Trigger = { events: ["push"], outsider: false, privileged: false };
const comment: Trigger = { events: ["issue_comment"], outsider: true, privileged: true };

/** Scopes that change what others run or see; the rest writes to the repository's own conversation. */
const POWERFUL = new Set(["contents", "packages", "actions", "id-token", "deployments", "pages", "attestations"]);

export const tokenPermissions: Rule<TokenPermissions> = {
  id: "workflows/token-permissions",
  on: "token-permissions",
  title: "Token may do more than the job needs",
  severity: "medium",
  why: "Every step of a job can use its token. Where nothing is declared the repository's default counts, which in older repositories is to write everything.",
  fix: "Declare `permissions: {}` at the top and give each job the few scopes it uses.",
  standards: ["OWASP CICD-SEC-5", "CIS SSC 2.3.1"],
  aliases: ["zizmor/excessive-permissions", "Scorecard Token-Permissions"],
  examples: [
    {
      given: { declared: "write-all", writes: [], level: "workflow", overriddenByJobs: false, trigger: push },
      verdict: "fail",
    },
    {
      given: { declared: "default", writes: [], level: "workflow", overriddenByJobs: false, trigger: push },
      verdict: "fail",
    },
    {
      given: { declared: "default", writes: [], level: "workflow", overriddenByJobs: true, trigger: push },
      verdict: "pass",
    },
    {
      given: { declared: "list", writes: ["contents"], level: "workflow", overriddenByJobs: false, trigger: comment },
      verdict: "fail",
    },
    {
      given: { declared: "list", writes: ["contents"], level: "job", overriddenByJobs: false, trigger: push },
      verdict: "pass",
    },
    {
      given: { declared: "list", writes: [], level: "workflow", overriddenByJobs: false, trigger: push },
      verdict: "pass",
    },
    {
      given: {
        declared: "list",
        writes: ["contents"],
        level: "workflow",
        overriddenByJobs: false,
        inheriting: 1,
        trigger: comment,
      },
      verdict: "pass",
    },
  ],
  judge: ({ declared, writes, level, overriddenByJobs, inheriting, trigger }) => {
    if (declared === "write-all") {
      return {
        kind: "fail",
        severity: trigger.privileged ? "high" : "medium",
        confidence: "proven",
        message: `the ${level}'s token may write everything`,
        cause: "write-all",
      };
    }
    if (declared === "callers") return { kind: "pass" };
    if (declared === "default") {
      if (level === "job" || overriddenByJobs) return { kind: "pass" };
      return {
        kind: "fail",
        confidence: "possible",
        message: "no permissions are declared, so the repository's default counts",
        cause: "default",
      };
    }
    const powerful = writes.filter((scope) => POWERFUL.has(scope));
    if (level === "job" || overriddenByJobs || powerful.length === 0) return { kind: "pass" };
    // What one job alone takes over is that job's own, wherever it stands.
    if (inheriting === 1) return { kind: "pass" };
    return {
      kind: "fail",
      severity: trigger.privileged ? "high" : "low",
      message: `every job's token may write ${powerful.join(", ")}`,
      cause: powerful.join(","),
    };
  },
};
