import type { Rule } from "../../core/rule.ts";
import type { RestoredCache, Trigger } from "../facts.ts";

const open: Trigger = { events: ["pull_request_target"], outsider: true, privileged: true };
const push: Trigger = { events: ["push"], outsider: false, privileged: false };

export const cacheAcrossTrust: Rule<RestoredCache> = {
  id: "workflows/cache-across-trust",
  on: "restored-cache",
  title: "Foreign code writes the cache that releases read",
  severity: "high",
  why: "A run under such a trigger shares the default branch's cache. Code of a pull request that runs in it leaves what it likes there, and the next release restores it. The TanStack packages were poisoned that way in May 2026.",
  fix: "Do not restore or save a cache in a job that runs a pull request's code under a privileged trigger.",
  standards: ["OWASP CICD-SEC-9", "SLSA build L3"],
  aliases: ["zizmor/cache-poisoning"],
  examples: [
    { given: { by: "actions/cache@v4", publishes: "", runsForeignCode: true, trigger: open }, verdict: "fail" },
    { given: { by: "actions/cache@v4", publishes: "", runsForeignCode: false, trigger: open }, verdict: "pass" },
    { given: { by: "actions/cache@v4", publishes: "", runsForeignCode: true, trigger: push }, verdict: "pass" },
  ],
  judge: ({ by, runsForeignCode, trigger }) => {
    if (runsForeignCode !== true || trigger?.privileged !== true || by.includes("cache/restore@"))
      return { kind: "pass" };
    return {
      kind: "fail",
      message: `a pull request's code can write the default branch's cache under ${trigger.events.join(", ")}`,
      cause: by,
      evidence: [{ kind: "bytes", text: by }],
    };
  },
};
