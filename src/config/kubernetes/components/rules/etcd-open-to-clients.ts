import type { Rule } from "../../../../core/rule.ts";
import { hostOfUrl, isLoopback } from "../../../loopback.ts";
import type { EtcdDoor } from "../facts.ts";

export const etcdOpenToClients: Rule<EtcdDoor> = {
  id: "config/kubernetes/components/etcd-open-to-clients",
  on: "etcd-door",
  title: "etcd that asks nobody who they are",
  severity: "critical",
  confidence: "proven",
  why: "etcd holds all of the cluster, its secrets among it, and whoever writes there is past the API server and all its rules. Even on the loopback address every process of the node may.",
  fix: "Set `client-cert-auth` with `trusted-ca-file`, and listen at `https://` alone; give the certificates of that authority to API servers and nobody else.",
  standards: ["CIS Kubernetes 2.2", "NSA authentication"],
  references: ["https://etcd.io/docs/v3.6/op-guide/security/"],
  examples: [
    {
      given: { side: "clients", addresses: ["http://0.0.0.0:2379"], verified: false, selfSigned: false },
      verdict: "fail",
    },
    {
      given: { side: "clients", addresses: ["http://10.0.0.5:2379"], verified: true, selfSigned: false },
      verdict: "fail",
    },
    {
      given: { side: "clients", addresses: ["http://localhost:2379"], verified: false, selfSigned: false },
      verdict: "fail",
    },
    {
      given: { side: "clients", addresses: ["https://10.0.0.5:2379"], verified: true, selfSigned: false },
      verdict: "pass",
    },
    {
      given: { side: "peers", addresses: ["http://10.0.0.5:2380"], verified: false, selfSigned: false },
      verdict: "not-applicable",
    },
  ],
  judge: ({ side, addresses, verified }) => {
    if (side !== "clients") return { kind: "not-applicable" };
    // Over plain HTTP no certificate can be asked for, whatever else is set.
    const open = addresses.filter((url) => !/^unixs?:/i.test(url) && !(verified && /^https:/i.test(url)));
    const far = open.filter((url) => !isLoopback(hostOfUrl(url)));
    if (far.length > 0) return { kind: "fail", message: `etcd answers everybody at ${far.join(", ")}`, cause: side };
    // A door of its own for itself, beside one that asks, is how probes and metrics are let in.
    if (open.length === 0 || (verified && open.length < addresses.length)) return { kind: "pass" };
    return {
      kind: "fail",
      severity: "medium",
      message: `etcd answers every process of its machine at ${open.join(", ")}`,
      cause: side,
    };
  },
};
