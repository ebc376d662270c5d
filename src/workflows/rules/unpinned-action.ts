import type { Rule } from "../../core/rule.ts";
import { subject } from "../../core/subject.ts";
import type { Trigger, UsedStep } from "../facts.ts";

const trigger: Trigger = { events: ["push"], outsider: false, privileged: false };

/** Owned by the forge itself: who can move their tags already runs the runners. */
const FORGE_OWNED = /^(?:actions|github)\//;

export const unpinnedAction: Rule<UsedStep> = {
  id: "workflows/unpinned-action",
  on: "used-step",
  title: "Action named by a tag or branch",
  severity: "high",
  why: "A tag can be moved to other code after you reviewed it, as happened to tj-actions/changed-files in March 2025 and to 75 tags of a scanner's action in March 2026; a commit cannot.",
  fix: "Name the commit, with the version in a comment, and let an updater move it: `uses: owner/action@<40 hex> # v4.2.1`.",
  standards: ["OWASP CICD-SEC-3", "CIS SSC 2.1.6"],
  aliases: ["zizmor/unpinned-uses", "CKV2_GHA_1"],
  examples: [
    { given: { uses: "tj-actions/changed-files@v45", trigger }, verdict: "fail" },
    { given: { uses: "actions/checkout@v4", trigger }, verdict: "fail" },
    { given: { uses: "codecov/codecov-action@v5", trigger, holds: "" }, verdict: "fail" },
    { given: { uses: "tj-actions/changed-files@0e58ed8671d6b60d0890c21b07f8835ace038e67", trigger }, verdict: "pass" },
    { given: { uses: "./.github/actions/build", trigger }, verdict: "pass" },
    { given: { uses: "$/.github/workflows/build.yml", trigger }, verdict: "pass" },
    { given: { uses: "${{ matrix.action }}@v1", trigger }, verdict: "unobservable" },
  ],
  judge: ({ uses, holds }) => {
    if (uses.includes("${{")) return { kind: "unobservable", reason: "the action is computed at run time" };
    // `$/` is the repository that the workflow itself stands in.
    if (/^(?:\.\.?|\$)\//.test(uses)) return { kind: "pass" };
    if (uses.startsWith("docker://")) return judgeImage(uses.slice("docker://".length), holds);
    // These verify themselves by the tag that they were called with, and refuse a commit.
    if (/^slsa-framework\/slsa-github-generator\/[^@]*@v\d+\.\d+\.\d+$/.test(uses)) return { kind: "pass" };
    const [action = "", ref] = uses.split("@");
    if (ref !== undefined && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(ref)) return { kind: "pass" };
    return {
      kind: "fail",
      severity: FORGE_OWNED.test(action) ? "low" : holds === "" ? "medium" : "high",
      // Not who starts the job matters here, but what there is to take for whoever moves the tag.
      signals: { reach: { level: "member", because: whatThereIs(holds) } },
      confidence: "proven",
      message:
        ref === undefined ? `${action} is named without a version` : `${action} is named by ${ref}, which can be moved`,
      cause: uses,
      deed: { key: `pin ${uses}`, action: `Pin ${uses} to its commit`, subject: subject("file", uses) },
    };
  },
};

function whatThereIs(holds: string | undefined): string {
  if (holds === undefined) return "whoever may move it runs here";
  return holds === "" ? "the job holds nothing worth taking" : `the job holds ${holds}`;
}

function judgeImage(ref: string, holds: string | undefined) {
  if (ref.includes("@sha256:")) return { kind: "pass" } as const;
  const deed = {
    key: `pin docker://${ref}`,
    action: `Pin the image ${ref} to its digest`,
    subject: subject("image", ref),
  };
  return {
    kind: "fail",
    severity: holds === "" ? "medium" : "high",
    confidence: "proven",
    signals: { reach: { level: "member", because: whatThereIs(holds) } },
    message: `the action's image ${ref} is named by tag`,
    cause: ref,
    deed,
  } as const;
}
