import type { Rule } from "../../../core/rule.ts";
import type { ServiceToken } from "../facts.ts";
import { harden } from "../harden.ts";

const example = { workload: "Deployment/web", namespace: "" } as const;

export const tokenMounted: Rule<ServiceToken> = {
  id: "config/kubernetes/token-mounted",
  on: "service-token",
  title: "Token for the cluster in a pod that asks for none",
  severity: "low",
  why: "Whoever reads one file of the pod speaks to the API server in its name. The default account is everybody's: a role bound to it is given to all pods beside it.",
  fix: "Set `automountServiceAccountToken: false`; where the program uses the API, give it an account of its own.",
  standards: ["CIS Kubernetes 5.1.5", "CIS Kubernetes 5.1.6", "NSA pod security", "MITRE ATT&CK T1528"],
  aliases: ["CKV_K8S_38", "KSV-0036", "C-0034"],
  examples: [
    { given: { ...example, account: "default", mounted: undefined }, verdict: "fail" },
    { given: { ...example, account: "default", mounted: true }, verdict: "fail" },
    { given: { ...example, account: "default", mounted: false }, verdict: "pass" },
    { given: { ...example, account: "operator", mounted: undefined }, verdict: "pass" },
  ],
  judge: ({ workload, account, mounted }) => {
    if (mounted === false) return { kind: "pass" };
    if (account !== "default") return { kind: "pass" }; // an account of its own says that the API is meant to be used; access says for what
    const message =
      mounted === true
        ? `${workload} mounts the token of the default account outright`
        : `${workload} carries the token of the default account`;
    return { kind: "fail", severity: mounted === true ? "medium" : "low", message, deed: harden(workload) };
  },
};
