import type { Rule } from "../../../core/rule.ts";
import type { AdmissionWebhook } from "../admission/facts.ts";

const example = {
  configuration: "MutatingWebhookConfiguration/sidecars",
  webhook: "add.example.com",
  failurePolicy: "Fail",
} as const;

export const admissionAsksOutside: Rule<AdmissionWebhook> = {
  id: "config/kubernetes/admission-asks-outside",
  on: "admission-webhook",
  title: "Admission webhook outside of the cluster",
  severity: "medium",
  why: "Each object is sent to a host that the cluster's own rules do not guard, Secrets among them, and that host decides what runs or writes into it.",
  fix: "Run the webhook as a Service of the cluster (`clientConfig.service`), or make sure that the host is yours and nobody else's.",
  standards: ["NSA authentication", "CIS Kubernetes 5.1.12", "MITRE ATT&CK T1556"],
  aliases: ["C-0036", "C-0039"],
  examples: [
    { given: { ...example, host: "hooks.example.com" }, verdict: "fail" },
    { given: { ...example, host: "" }, verdict: "pass" },
    { given: { ...example, host: "127.0.0.1" }, verdict: "pass" },
    { given: { ...example, host: "hooks.system.svc" }, verdict: "pass" },
    { given: { ...example, host: "hooks.system.svc.cluster.local" }, verdict: "pass" },
  ],
  judge: ({ webhook, host }) =>
    host === "" || /^(?:127\.|localhost$|\[::1\]$)|\.svc(?:\.|$)/.test(host)
      ? { kind: "pass" }
      : { kind: "fail", message: `${webhook} asks ${host} about every object`, cause: `${webhook} ${host}` },
};
