import type { Bare } from "../../../core/fact.ts";
import type { Rule } from "../../../core/rule.ts";
import type { NodeCheck } from "../facts.ts";

const example: Bare<NodeCheck> = {
  benchmark: "own-1.0",
  id: "1.2.3",
  text: "The API server asks every caller who he is",
  isScored: true,
  remedy: "Start it with --anonymous-auth=false.",
  about: "kube-apiserver",
  verdict: { kind: "fail", observed: ["--anonymous-auth is not set"] },
};

export const failedCheck: Rule<NodeCheck> = {
  id: "config/cis/failed-check",
  on: "node-check",
  title: "Check of the node's benchmark that fails",
  severity: "medium",
  confidence: "proven",
  why: "The benchmark that you named demands it of this machine, and what was seen there is otherwise.",
  fix: "Set it as the benchmark says",
  standards: ["CIS Kubernetes"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, verdict: { kind: "pass", observed: ["--anonymous-auth is false"] } }, verdict: "pass" },
    {
      given: { ...example, verdict: { kind: "unobservable", reason: "permission denied", access: "root" } },
      verdict: "unobservable",
    },
    {
      given: { ...example, verdict: { kind: "not-applicable", reason: "no kube-apiserver runs here" } },
      verdict: "not-applicable",
    },
    { given: { ...example, verdict: { kind: "error", reason: 'unknown operator "noteqx"' } }, verdict: "unobservable" },
  ],
  judge: ({ benchmark, id, text, isScored, remedy, about, verdict }) => {
    switch (verdict.kind) {
      case "pass":
        return { kind: "pass" };
      case "manual":
      case "not-applicable":
        return { kind: "not-applicable" };
      case "unobservable":
        return { kind: "unobservable", reason: `${verdict.reason}; needs ${verdict.access}` };
      case "error":
        return { kind: "unobservable", reason: `error: ${verdict.reason}` };
      case "fail":
        return {
          kind: "fail",
          message: `${benchmark} ${id}: ${text.replace(/\s+/g, " ").trim()}`,
          cause: `${benchmark} ${id}`,
          severity: isScored ? "medium" : "low",
          evidence: verdict.observed.map((seen) => ({ kind: "check", text: seen })),
          ...(remedy !== "" && { fix: { kind: "advice", summary: remedy } }),
          deed: {
            key: `${benchmark} on ${about}`,
            action: `Set ${about} as ${benchmark} demands`,
            subject: about.startsWith("/") ? { file: about } : { workload: about },
          },
        };
    }
  },
};
