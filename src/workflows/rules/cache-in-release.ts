import type { Rule } from "../../core/rule.ts";
import type { RestoredCache } from "../facts.ts";

export const cacheInRelease: Rule<RestoredCache> = {
  id: "workflows/cache-in-release",
  on: "restored-cache",
  title: "Release built from a shared cache",
  severity: "medium",
  why: "A cache is written by other jobs, some of which outsiders can start. What they put there ends up in what you publish, with valid provenance, as in the TanStack compromise of May 2026.",
  fix: "Build what is published without a restored cache.",
  standards: ["OWASP CICD-SEC-9", "SLSA build L3"],
  aliases: ["zizmor/cache-poisoning"],
  examples: [
    { given: { by: "actions/cache@v4", publishes: "npm publish" }, verdict: "fail" },
    { given: { by: "actions/cache@v4", publishes: "" }, verdict: "pass" },
  ],
  judge: ({ by, publishes }) => {
    if (publishes === "") return { kind: "pass" };
    return {
      kind: "fail",
      message: `a job that publishes (${publishes}) restores a cache`,
      cause: by,
      evidence: [{ kind: "bytes", text: by }],
    };
  },
};
