import type { Rule } from "../../../core/rule.ts";
import type { Gateway } from "../routes/facts.ts";

const example = { title: "Gateway/edge/public", namespace: "edge", name: "public", isInternal: false } as const;

export const gatewayForEverybody: Rule<Gateway> = {
  id: "config/kubernetes/gateway-for-everybody",
  on: "kubernetes-gateway",
  title: "Gateway that takes routes from every namespace",
  severity: "low",
  confidence: "proven",
  why: "Whoever may write a route in any namespace puts a program of his own behind a name that the gateway answers for, with its certificate.",
  fix: "Let in the namespaces that are meant: `allowedRoutes.namespaces.from: Selector` with a label, or `Same`.",
  standards: ["NSA network separation", "CWE-284"],
  examples: [
    { given: { ...example, openListeners: ["https"] }, verdict: "fail" },
    { given: { ...example, openListeners: [] }, verdict: "pass" },
  ],
  judge: ({ title, openListeners }) =>
    openListeners.length === 0
      ? { kind: "pass" }
      : { kind: "fail", message: `${title} takes routes of every namespace at ${openListeners.join(", ")}` },
};
