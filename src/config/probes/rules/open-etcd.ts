import { exposureRule } from "../exposure-rule.ts";

export const openEtcd = exposureRule({
  id: "config/probes/open-etcd",
  products: ["etcd"],
  given: "its door to clients without any certificate",
  title: "etcd that lets in clients without a certificate",
  severity: "critical",
  why: "Every object of the cluster lies in it, secrets included: whoever reads it has them, and whoever writes it is its administrator.",
  fix: "Start it with `--client-cert-auth`, `--trusted-ca-file` and listen addresses that are https",
  standards: ["CIS Kubernetes 2.2", "MITRE ATT&CK T1552.007"],
  aliases: ["KHV031", "KHV034"],
});
