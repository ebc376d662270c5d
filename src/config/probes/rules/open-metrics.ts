import { exposureRule } from "../exposure-rule.ts";

export const openMetrics = exposureRule({
  id: "config/probes/open-metrics",
  products: ["metrics"],
  given: "its metrics",
  title: "Metrics that anybody reads",
  severity: "low",
  why: "They name versions, nodes and containers, and tell an intruder where to go next.",
  fix: "Let the component listen at 127.0.0.1, or ask for a login",
  standards: ["CIS Kubernetes 4.3.1"],
  aliases: ["KHV043"],
});
