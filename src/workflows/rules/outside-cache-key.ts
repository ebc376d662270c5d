import type { Rule } from "../../core/rule.ts";
import type { RestoredCache, Trigger } from "../facts.ts";

const open: Trigger = { events: ["pull_request_target"], outsider: true, privileged: true };
const push: Trigger = { events: ["push"], outsider: false, privileged: false };

export const outsideCacheKey: Rule<RestoredCache> = {
  id: "workflows/outside-cache-key",
  on: "restored-cache",
  title: "Cache key that outsiders choose",
  severity: "medium",
  why: "Whoever chooses the key chooses which cache is restored and under which name one is saved: a poisoned one waits under the name that a later run asks for.",
  fix: "Make the key from hashes of files of the default branch, not from names that a pull request brings.",
  standards: ["OWASP CICD-SEC-9"],
  examples: [
    {
      given: { by: "actions/cache@v4", publishes: "", key: "deps-${{ github.head_ref }}", trigger: open },
      verdict: "fail",
    },
    {
      given: {
        by: "actions/cache@v4",
        publishes: "",
        key: "deps-${{ hashFiles('package-lock.json') }}",
        trigger: open,
      },
      verdict: "pass",
    },
    {
      given: { by: "actions/cache@v4", publishes: "", key: "deps-${{ github.head_ref }}", trigger: push },
      verdict: "pass",
    },
  ],
  judge: ({ by, key = "", trigger }) => {
    const outside =
      /\$\{\{[^}]*(github\.head_ref|github\.event\.(?:pull_request\.(?:title|head\.(?:ref|label))|issue\.title|comment\.body|workflow_run\.head_branch))/.exec(
        key,
      )?.[1];
    if (outside === undefined || trigger?.privileged !== true) return { kind: "pass" };
    return { kind: "fail", message: `${outside} chooses the cache of a run with secrets`, cause: `${by} ${outside}` };
  },
};
