import { exposureRule } from "../exposure-rule.ts";

export const openKubelet = exposureRule({
  id: "config/probes/open-kubelet",
  products: ["kubelet"],
  given: "the node's pods with their environment",
  title: "Kubelet that answers without a login",
  severity: "critical",
  why: "Whoever reads the pods of a node reads the credentials in their environment, and where nothing asks who he is he may mostly run commands in them, too.",
  fix: "Set `authentication.anonymous.enabled: false`, `authorization.mode: Webhook` and `readOnlyPort: 0` in the KubeletConfiguration",
  standards: ["CIS Kubernetes 4.2.1", "CIS Kubernetes 4.2.2", "CIS Kubernetes 4.2.4", "MITRE ATT&CK T1609"],
  aliases: ["KHV036", "KHV038", "KHV052"],
});
