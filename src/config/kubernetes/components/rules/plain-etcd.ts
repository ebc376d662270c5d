import type { Rule } from "../../../../core/rule.ts";
import { hostOfUrl, isLoopback } from "../../../loopback.ts";
import type { ComponentFlag } from "../facts.ts";

export const plainEtcd: Rule<ComponentFlag> = {
  id: "config/kubernetes/components/plain-etcd",
  on: "component-flag",
  title: "API server that speaks with etcd without TLS",
  severity: "high",
  confidence: "proven",
  why: "All that the cluster knows, its secrets among it, goes over the network in the open, and etcd cannot ask who is there.",
  fix: "Name etcd by `https://`, with `etcd-cafile`, `etcd-certfile` and `etcd-keyfile`.",
  standards: ["CIS Kubernetes 1.2.23", "CIS Kubernetes 1.2.26"],
  examples: [
    {
      given: { component: "kube-apiserver", flag: "etcd-servers", value: "http://10.0.0.5:2379", written: true },
      verdict: "fail",
    },
    {
      given: { component: "kube-apiserver", flag: "etcd-servers", value: "https://10.0.0.5:2379", written: true },
      verdict: "pass",
    },
    {
      given: { component: "kube-apiserver", flag: "etcd-servers", value: "http://127.0.0.1:2379", written: true },
      verdict: "pass",
    },
    { given: { component: "kubelet", flag: "max-pods", value: "110", written: true }, verdict: "not-applicable" },
  ],
  judge: ({ flag, value }) => {
    if (flag !== "etcd-servers") return { kind: "not-applicable" };
    const plain = value.split(",").filter((url) => /^http:/i.test(url.trim()) && !isLoopback(hostOfUrl(url)));
    if (plain.length === 0) return { kind: "pass" };
    return { kind: "fail", message: `kube-apiserver: etcd is spoken to without TLS (${plain[0]})`, cause: flag };
  },
};
