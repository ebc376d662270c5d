import type { Rule } from "../../../../core/rule.ts";
import type { EtcdDoor } from "../facts.ts";

export const etcdSelfSigned: Rule<EtcdDoor> = {
  id: "config/kubernetes/components/etcd-self-signed",
  on: "etcd-door",
  title: "etcd with a certificate that nobody can check",
  severity: "medium",
  confidence: "proven",
  why: "It makes the certificate itself at each start, so the other side must believe whatever is shown to it.",
  fix: "Give it a certificate of an authority (`cert-file`, `peer-cert-file`), and leave `auto-tls` and `peer-auto-tls` out.",
  standards: ["CIS Kubernetes 2.3", "CIS Kubernetes 2.6"],
  examples: [
    {
      given: { side: "clients", addresses: ["https://10.0.0.5:2379"], verified: false, selfSigned: true },
      verdict: "fail",
    },
    {
      given: { side: "peers", addresses: ["https://10.0.0.5:2380"], verified: true, selfSigned: false },
      verdict: "pass",
    },
  ],
  judge: ({ side, selfSigned }) => {
    if (!selfSigned) return { kind: "pass" };
    return { kind: "fail", message: `etcd shows ${side} a certificate that it signed itself`, cause: side };
  },
};
