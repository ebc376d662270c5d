import type { Rule } from "../../core/rule.ts";
import type { Trigger, UsedStep } from "../facts.ts";

const push: Trigger = { events: ["push"], outsider: false, privileged: false };
const token = { uses: "actions/create-github-app-token@v2", trigger: push } as const;

export const appTokenRights: Rule<UsedStep> = {
  id: "workflows/app-token-rights",
  on: "used-step",
  title: "App token with all of the app's rights",
  severity: "medium",
  why: "A token of an app carries every right of its installation, often over all repositories of the organization, unless it is asked for less. Each later step can use it.",
  fix: "Name the rights that the job needs (`permission-contents: read`) and the repositories.",
  standards: ["OWASP CICD-SEC-5", "CIS SSC 1.4"],
  aliases: ["zizmor/github-app"],
  examples: [
    { given: { ...token, inputs: { "app-id": "1" } }, verdict: "fail" },
    { given: { ...token, inputs: { "app-id": "1", "permission-contents": "read" } }, verdict: "pass" },
    { given: { uses: "actions/checkout@v4", trigger: push }, verdict: "pass" },
  ],
  judge: ({ uses, inputs = {} }) => {
    const isMaker =
      /^(?:actions\/create-github-app-token|tibdex\/github-app-token|peter-murray\/workflow-application-token-action)@/i;
    if (!isMaker.test(uses)) return { kind: "pass" };
    const names = Object.keys(inputs);
    if (names.some((name) => name.startsWith("permission")) || inputs.permissions !== undefined)
      return { kind: "pass" };
    const isWide = inputs.owner !== undefined && inputs.repositories === undefined;
    return {
      kind: "fail",
      severity: isWide ? "medium" : "low",
      confidence: "proven",
      message: isWide
        ? "the app's token has all its rights on all its repositories"
        : "the app's token has all its rights",
      cause: uses.replace(/@.*/, ""),
    };
  },
};
