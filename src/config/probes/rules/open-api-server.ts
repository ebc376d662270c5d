import { exposureRule } from "../exposure-rule.ts";

export const openApiServer = exposureRule({
  id: "config/probes/open-api-server",
  products: ["API server"],
  given: "every pod",
  title: "API server that shows its objects without a login",
  severity: "critical",
  why: "A binding gives anonymous callers rights in the cluster, or the server asks nobody at all: whoever reaches it reads, and mostly writes, what the cluster runs.",
  fix: "Take away the bindings of `system:anonymous` and `system:unauthenticated`, and start it with `--authorization-mode=Node,RBAC`",
  standards: ["CIS Kubernetes 1.2.1", "CIS Kubernetes 1.2.6", "NSA authentication", "MITRE ATT&CK T1613"],
  aliases: ["KHV007"],
});
