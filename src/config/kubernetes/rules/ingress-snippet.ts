import type { Rule } from "../../../core/rule.ts";
import type { IngressAnnotation } from "../facts.ts";

const example = { ingress: "Ingress/web" } as const;

export const ingressSnippet: Rule<IngressAnnotation> = {
  id: "config/kubernetes/ingress-snippet",
  on: "ingress-annotation",
  title: "Configuration of nginx written into an Ingress",
  severity: "high",
  confidence: "proven",
  why: "A controller that takes snippets gives everyone who may write an Ingress its own rights, which read the secrets of the cluster; ingress-nginx itself was retired in March 2026.",
  fix: "Do without the snippet, switch snippets off in the controller, and move to one that is maintained.",
  standards: ["CVE-2021-25742", "CVE-2025-1974", "NSA network separation"],
  aliases: ["CKV_K8S_152", "CKV_K8S_153", "CKV_K8S_154"],
  examples: [
    { given: { ...example, name: "nginx.ingress.kubernetes.io/configuration-snippet" }, verdict: "fail" },
    { given: { ...example, name: "nginx.org/server-snippets" }, verdict: "fail" },
    { given: { ...example, name: "nginx.ingress.kubernetes.io/rewrite-target" }, verdict: "pass" },
  ],
  judge: ({ ingress, name }) => {
    if (!/^nginx\.(?:ingress\.kubernetes\.io|org)\/[\w-]{0,100}snippets?$/.test(name)) return { kind: "pass" };
    return {
      kind: "fail",
      message: `${ingress} writes into nginx's configuration (${name.slice(name.indexOf("/") + 1)})`,
      cause: name,
    };
  },
};
