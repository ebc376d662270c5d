import type { Rule } from "../../../../core/rule.ts";
import type { ComponentFlag } from "../facts.ts";

export const unverifiedKubelet: Rule<ComponentFlag> = {
  id: "config/kubernetes/components/unverified-kubelet",
  on: "component-flag",
  title: "API server that does not look whom it takes for a kubelet",
  severity: "medium",
  confidence: "proven",
  why: "Logs and commands for pods go to whoever answers at the node's address, with the API server's own certificate.",
  fix: "Set `kubelet-certificate-authority`, and let kubelets have certificates of it (`serverTLSBootstrap`).",
  standards: ["CIS Kubernetes 1.2.5"],
  references: [
    "https://kubernetes.io/docs/concepts/architecture/control-plane-node-communication/#api-server-to-kubelet",
  ],
  examples: [
    {
      given: { component: "kube-apiserver", flag: "kubelet-certificate-authority", value: "", written: false },
      verdict: "fail",
    },
    {
      given: {
        component: "kube-apiserver",
        flag: "kubelet-certificate-authority",
        value: "/etc/kubernetes/pki/ca.crt",
        written: true,
      },
      verdict: "pass",
    },
    { given: { component: "kubelet", flag: "max-pods", value: "110", written: true }, verdict: "not-applicable" },
  ],
  judge: ({ flag, value }) => {
    if (flag !== "kubelet-certificate-authority") return { kind: "not-applicable" };
    if (value !== "") return { kind: "pass" };
    return { kind: "fail", message: "kube-apiserver: the certificates of kubelets are not verified", cause: flag };
  },
};
