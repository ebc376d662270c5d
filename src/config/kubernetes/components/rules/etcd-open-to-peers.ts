import type { Rule } from "../../../../core/rule.ts";
import { hostOfUrl, isLoopback } from "../../../loopback.ts";
import type { EtcdDoor } from "../facts.ts";

export const etcdOpenToPeers: Rule<EtcdDoor> = {
  id: "config/kubernetes/components/etcd-open-to-peers",
  on: "etcd-door",
  title: "etcd that takes anybody for a member",
  severity: "high",
  confidence: "proven",
  why: "Members copy everything from one another: whoever is taken for one has the whole of the cluster's data and can change it.",
  fix: "Set `peer-client-cert-auth` with `peer-trusted-ca-file`, an authority of etcd's own, and listen at `https://` alone.",
  standards: ["CIS Kubernetes 2.5"],
  examples: [
    {
      given: { side: "peers", addresses: ["http://10.0.0.5:2380"], verified: false, selfSigned: false },
      verdict: "fail",
    },
    {
      given: { side: "peers", addresses: ["https://10.0.0.5:2380"], verified: false, selfSigned: false },
      verdict: "fail",
    },
    {
      given: { side: "peers", addresses: ["https://10.0.0.5:2380"], verified: true, selfSigned: false },
      verdict: "pass",
    },
    {
      given: { side: "peers", addresses: ["http://localhost:2380"], verified: false, selfSigned: false },
      verdict: "pass",
    },
    {
      given: { side: "clients", addresses: ["http://10.0.0.5:2379"], verified: false, selfSigned: false },
      verdict: "not-applicable",
    },
  ],
  judge: ({ side, addresses, verified }) => {
    if (side !== "peers") return { kind: "not-applicable" };
    const open = addresses.filter(
      (url) => !/^unixs?:/i.test(url) && !isLoopback(hostOfUrl(url)) && !(verified && /^https:/i.test(url)),
    );
    if (open.length === 0) return { kind: "pass" };
    return { kind: "fail", message: `etcd takes anybody for a member at ${open.join(", ")}`, cause: side };
  },
};
