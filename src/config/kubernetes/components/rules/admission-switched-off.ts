import type { Rule } from "../../../../core/rule.ts";
import type { ComponentFlag } from "../facts.ts";

const HARMFUL: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["enable-admission-plugins", new Set(["AlwaysAdmit"])],
  [
    "disable-admission-plugins",
    new Set([
      "ServiceAccount",
      "NamespaceLifecycle",
      "PodSecurity",
      "NodeRestriction",
      "CertificateApproval",
      "CertificateSigning",
      "CertificateSubjectRestriction",
      "MutatingAdmissionWebhook",
      "ValidatingAdmissionWebhook",
      "ValidatingAdmissionPolicy",
    ]),
  ],
]);

export const admissionSwitchedOff: Rule<ComponentFlag> = {
  id: "config/kubernetes/components/admission-switched-off",
  on: "component-flag",
  title: "Guard of the API server switched off",
  severity: "high",
  confidence: "proven",
  why: "The plugins look at what is about to be stored; without them pods come in that no policy has seen, or without an account, or into namespaces that are going away.",
  fix: "Take the plugin out of `disable-admission-plugins`, and `AlwaysAdmit` out of those enabled.",
  standards: ["CIS Kubernetes 1.2.10", "CIS Kubernetes 1.2.12", "CIS Kubernetes 1.2.13"],
  examples: [
    {
      given: { component: "kube-apiserver", flag: "disable-admission-plugins", value: "ServiceAccount", written: true },
      verdict: "fail",
    },
    {
      given: {
        component: "kube-apiserver",
        flag: "enable-admission-plugins",
        value: "AlwaysAdmit,NodeRestriction",
        written: true,
      },
      verdict: "fail",
    },
    {
      given: {
        component: "kube-apiserver",
        flag: "disable-admission-plugins",
        value: "DefaultStorageClass",
        written: true,
      },
      verdict: "pass",
    },
    { given: { component: "kubelet", flag: "max-pods", value: "110", written: true }, verdict: "not-applicable" },
  ],
  judge: ({ flag, value }) => {
    const harmful = HARMFUL.get(flag);
    if (harmful === undefined) return { kind: "not-applicable" };
    const found = value
      .split(",")
      .map((name) => name.trim())
      .filter((name) => harmful.has(name));
    if (found.length === 0) return { kind: "pass" };
    return {
      kind: "fail",
      message: `kube-apiserver: ${flag} holds ${found.join(", ")}`,
      cause: `${flag} ${found.sort().join(",")}`,
    };
  },
};
