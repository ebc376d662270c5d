import type { Rule } from "../../../../core/rule.ts";
import type { ComponentFlag } from "../facts.ts";

export const passwordsInFile: Rule<ComponentFlag> = {
  id: "config/kubernetes/components/passwords-in-file",
  on: "component-flag",
  title: "API server that takes tokens from a file",
  severity: "high",
  confidence: "proven",
  why: "The tokens stand there in the open, never end, and cannot be taken back before the server is started anew.",
  fix: "Take the flag out, and let people sign in by OIDC and programs by service accounts or certificates.",
  standards: ["CIS Kubernetes 1.2.2"],
  examples: [
    {
      given: {
        component: "kube-apiserver",
        flag: "token-auth-file",
        value: "/etc/kubernetes/tokens.csv",
        written: true,
      },
      verdict: "fail",
    },
    { given: { component: "kube-apiserver", flag: "token-auth-file", value: "", written: false }, verdict: "pass" },
    { given: { component: "kubelet", flag: "max-pods", value: "110", written: true }, verdict: "not-applicable" },
  ],
  judge: ({ flag, value }) => {
    if (flag !== "token-auth-file" && flag !== "basic-auth-file") return { kind: "not-applicable" };
    if (value === "") return { kind: "pass" };
    return { kind: "fail", message: `kube-apiserver: ${flag} names a file of credentials that never end`, cause: flag };
  },
};
