import type { Rule } from "../../core/rule.ts";
import type { RunCommand, Trigger } from "../facts.ts";

const push: Trigger = { events: ["push"], outsider: false, privileged: false };
const git = (address: string) => ({ program: "git", args: ["clone", address], reads: [], trigger: push });
const TOKEN = "https://gitlab-ci-token:${CI_JOB_TOKEN}@gitlab.example.com";

export const jobTokenElsewhere: Rule<RunCommand> = {
  id: "workflows/job-token-elsewhere",
  on: "run-command",
  title: "Job token that reaches into another project",
  severity: "low",
  why: "The token of a job opens another project only where that project lets it. Where the list of those that may is switched off, every project's jobs may, also an attacker's.",
  fix: "See that the other project's job token allow-list names this project and no more.",
  standards: ["OWASP CICD-SEC-2", "OWASP CICD-SEC-5"],
  references: ["https://docs.gitlab.com/ci/jobs/ci_job_token/"],
  examples: [
    { given: git(`${TOKEN}/platform/libs.git`), verdict: "fail" },
    {
      given: {
        ...git(""),
        program: "curl",
        args: ["--header", "JOB-TOKEN: $CI_JOB_TOKEN", "https://g.example/api/v4/projects/42/packages"],
      },
      verdict: "fail",
    },
    { given: git(`${TOKEN}/$CI_PROJECT_PATH.git`), verdict: "pass" },
    { given: git("https://gitlab.example.com/platform/libs.git"), verdict: "pass" },
  ],
  judge: ({ program, args }) => {
    const text = args.join(" ");
    if (!/\bCI_JOB_TOKEN\b/.test(text)) return { kind: "pass" };
    const other =
      /@[^/\s]+\/([\w.-]+(?:\/[\w.-]+)+?)(?:\.git)?(?:\s|$)/.exec(text)?.[1] ??
      /\/projects\/(\d+|[\w.-]+(?:%2F[\w.-]+)+)(?:\/|\s|$)/i.exec(text)?.[1];
    if (other === undefined) return { kind: "pass" };
    return {
      kind: "fail",
      message: `${program} uses the job's token to reach ${other}`,
      cause: other,
      evidence: [{ kind: "bytes", text: `${program} ${text}`.slice(0, 300) }],
    };
  },
};
