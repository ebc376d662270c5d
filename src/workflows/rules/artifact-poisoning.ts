import type { Rule } from "../../core/rule.ts";
import type { FetchedArtifact, Trigger } from "../facts.ts";

const afterRun: Trigger = { events: ["workflow_run"], outsider: true, privileged: true };

export const artifactPoisoning: Rule<FetchedArtifact> = {
  id: "workflows/artifact-poisoning",
  on: "fetched-artifact",
  title: "Another run's files laid where they are run",
  severity: "high",
  why: "The run before was started by a pull request and packed what it liked. Laid into the work tree of a run that holds secrets, its files replace scripts and configuration that later steps run.",
  fix: "Fetch into a folder of its own, `path: ${{ runner.temp }}/artifact`, and take from it only what was checked to be a number or a name.",
  standards: ["OWASP CICD-SEC-9", "OWASP CICD-SEC-4", "SLSA build L3"],
  aliases: ["octoscan/dangerous-artefact", "gato-x/artifact-poisoning"],
  references: ["https://securitylab.github.com/resources/github-actions-untrusted-input/"],
  examples: [
    {
      given: { by: "actions/download-artifact@v4", fromOtherRun: true, runsLater: true, trigger: afterRun },
      verdict: "fail",
    },
    {
      given: { by: "actions/download-artifact@v4", fromOtherRun: false, runsLater: true, trigger: afterRun },
      verdict: "pass",
    },
    {
      given: { by: "actions/download-artifact@v4", fromOtherRun: true, runsLater: false, trigger: afterRun },
      verdict: "pass",
    },
  ],
  judge: ({ by, fromOtherRun, runsLater, trigger }) => {
    if (!fromOtherRun || !runsLater || !trigger.privileged) return { kind: "pass" };
    return {
      kind: "fail",
      message: "files of a run that outsiders can start are laid into the work tree, and later steps run from it",
      cause: by.replace(/@.*/, ""),
    };
  },
};
