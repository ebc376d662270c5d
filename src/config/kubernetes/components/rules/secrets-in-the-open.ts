import type { Rule } from "../../../../core/rule.ts";
import type { ComponentFlag } from "../facts.ts";

export const secretsInTheOpen: Rule<ComponentFlag> = {
  id: "config/kubernetes/components/secrets-in-the-open",
  on: "component-flag",
  title: "Secrets stored without encryption",
  severity: "medium",
  confidence: "proven",
  why: "Whoever gets at a disk, a snapshot or a backup of etcd reads every secret of the cluster.",
  fix: "Set `encryption-provider-config` with a KMS provider, and write the secrets anew so that they are stored by it.",
  standards: ["CIS Kubernetes 1.2.27", "NSA authentication"],
  references: ["https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/"],
  examples: [
    {
      given: { component: "kube-apiserver", flag: "encryption-provider-config", value: "", written: false },
      verdict: "fail",
    },
    {
      given: {
        component: "kube-apiserver",
        flag: "encryption-provider-config",
        value: "/etc/kubernetes/encryption.yaml",
        written: true,
      },
      verdict: "pass",
    },
    { given: { component: "kubelet", flag: "max-pods", value: "110", written: true }, verdict: "not-applicable" },
  ],
  judge: ({ flag, value }) => {
    if (flag !== "encryption-provider-config") return { kind: "not-applicable" };
    if (value !== "") return { kind: "pass" };
    return { kind: "fail", message: "kube-apiserver: secrets are stored in etcd without encryption", cause: flag };
  },
};
