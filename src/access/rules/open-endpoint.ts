import type { Rule } from "../../core/rule.ts";
import type { ProbedEndpoint } from "../facts.ts";

const example = { product: "registry", url: "https://registry.example", asked: ["GET /v2/ → 200"] } as const;

export const openEndpoint: Rule<ProbedEndpoint> = {
  id: "access/open-endpoint",
  on: "probed-endpoint",
  title: "Pipeline component open without a login",
  severity: "critical",
  confidence: "proven",
  why: "Whoever reaches it on the network uses it: there is no account to watch, to limit or to lock.",
  fix: "Demand authentication on it, and let only those reach it on the network who need to.",
  standards: ["OWASP CICD-SEC-7", "OWASP CICD-SEC-2"],
  examples: [
    { given: { ...example, state: "open", detail: "the names of 12 repositories" }, verdict: "fail" },
    { given: { ...example, state: "challenge", detail: "asks for a login" }, verdict: "pass" },
    { given: { ...example, state: "unreachable", detail: "connection refused" }, verdict: "unobservable" },
  ],
  judge: ({ product, url, state, detail, asked }) => {
    switch (state) {
      case "challenge":
        return { kind: "pass" };
      case "unreachable":
      case "strange":
        return { kind: "unobservable", reason: detail };
      case "open":
        return {
          kind: "fail",
          message: `the ${product} at ${url} gives ${detail} to anyone`,
          evidence: asked.map((text) => ({ kind: "check", text })),
          signals: { reach: { level: "anyone", because: "whoever reaches it on the network may use it" } },
        };
    }
  },
};
