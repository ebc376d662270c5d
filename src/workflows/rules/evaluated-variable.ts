import type { Rule } from "../../core/rule.ts";
import type { RunCommand, Trigger } from "../facts.ts";

const push: Trigger = { events: ["push"], outsider: false, privileged: false };

export const evaluatedVariable: Rule<RunCommand> = {
  id: "workflows/evaluated-variable",
  on: "run-command",
  title: "Outside text evaluated by a shell",
  severity: "high",
  why: "A variable that holds a branch's name, a title or a message is data until a second shell reads it: `eval`, `sh -c` and `ssh` do, and run what its author put there.",
  fix: 'Hand the variable over as an argument (`sh -c \'printf %s "$1"\' _ "$TITLE"`) and evaluate nothing.',
  standards: ["OWASP CICD-SEC-4", "CWE-78"],
  aliases: ["poutine/injection"],
  examples: [
    { given: { program: "eval", args: ["echo $CI_COMMIT_MESSAGE"], reads: [], trigger: push }, verdict: "fail" },
    {
      given: { program: "bash", args: ["-c", "deploy $CI_COMMIT_REF_NAME"], reads: [], trigger: push },
      verdict: "fail",
    },
    {
      given: { program: "bash", args: ["deploy.sh", "$CI_COMMIT_REF_NAME"], reads: [], trigger: push },
      verdict: "pass",
    },
    { given: { program: "eval", args: ["$(ssh-agent -s)"], reads: [], trigger: push }, verdict: "pass" },
  ],
  judge: ({ program, args, trigger }) => {
    const at = args.findIndex((arg) => /^-[a-z]*c$/.test(arg));
    const isShell = /^(?:sh|bash|dash|ash|zsh|ksh)$/.test(program) && at !== -1;
    const evaluated =
      program === "eval"
        ? args.join(" ")
        : isShell
          ? (args[at + 1] ?? "")
          : program === "ssh"
            ? args.slice(1).join(" ")
            : "";
    const variable = OUTSIDE.exec(evaluated)?.[1];
    if (variable === undefined) return { kind: "pass" };
    return {
      kind: "fail",
      severity: trigger.privileged ? "critical" : trigger.outsider ? "high" : "medium",
      message: `${variable}, which people outside set, is evaluated by ${program}`,
      cause: `${program} ${variable}`,
      evidence: [{ kind: "bytes", text: `${program} ${args.join(" ")}`.slice(0, 300) }],
    };
  },
};

/** Variables of the systems that hold text of whoever pushes or opens a request. */
const OUTSIDE =
  /\$\{?(CI_COMMIT_(?:MESSAGE|TITLE|DESCRIPTION|REF_NAME|BRANCH|TAG|AUTHOR|TAG_MESSAGE)|CI_MERGE_REQUEST_(?:TITLE|DESCRIPTION|SOURCE_BRANCH_NAME|LABELS|MILESTONE)|GITHUB_HEAD_REF|CHANGE_(?:TITLE|BRANCH|AUTHOR|AUTHOR_DISPLAY_NAME)|BRANCH_NAME|GIT_BRANCH|CIRCLE_(?:BRANCH|TAG|USERNAME)|BUILD_SOURCEBRANCH(?:NAME)?|BUILD_SOURCEVERSIONMESSAGE|SYSTEM_PULLREQUEST_SOURCEBRANCH|BITBUCKET_(?:BRANCH|TAG)|DRONE_(?:COMMIT_MESSAGE|BRANCH|SOURCE_BRANCH|PULL_REQUEST_TITLE|COMMIT_AUTHOR\w*)|CI_COMMIT_SOURCE_BRANCH|CI_COMMIT_PULL_REQUEST_TITLE|BUILDKITE_(?:MESSAGE|BRANCH|TAG|BUILD_AUTHOR))\b/;
