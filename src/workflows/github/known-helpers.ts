import { asScalar, type Mapping } from "../../documents/shape.ts";
import type { AutomaticMerge, PushedCommit } from "../facts.ts";
import { ITSELF } from "../scripts/shell-facts.ts";

const MERGING: readonly { readonly action: RegExp; readonly does: AutomaticMerge["does"] }[] = [
  { action: /^(?:hmarr\/auto-approve-action|juliangruber\/approve-pull-request-action)@/i, does: "approves" },
  {
    action:
      /^(?:pascalgn\/automerge-action|peter-evans\/enable-pull-request-automerge|alexwilson\/enable-github-automerge-action|reitermarkus\/automerge|ahmadnassri\/action-dependabot-auto-merge)@/i,
    does: "merges",
  },
];

/** What an action does to the pull request that started it. */
export function mergingAction(uses: string): Pick<AutomaticMerge, "by" | "does"> | undefined {
  const known = MERGING.find(({ action }) => action.test(uses));
  return known && { by: uses, does: known.does };
}

/** The branch that an action commits to. */
export function committingAction(uses: string, inputs: Mapping): Pick<PushedCommit, "by" | "branch"> | undefined {
  if (!/^(?:stefanzweifel\/git-auto-commit-action|EndBug\/add-and-commit|ad-m\/github-push-action)@/i.test(uses))
    return undefined;
  const branch = asScalar(inputs.branch) ?? asScalar(inputs.new_branch) ?? ITSELF;
  return branch.includes("${{") ? undefined : { by: uses, branch };
}
