import type { Rule } from "../../../core/rule.ts";
import { runtimeIn } from "../../host-paths.ts";
import type { HostVolume } from "../facts.ts";

const example = { workload: "Pod/builder", readOnly: false } as const;

export const runtimeSocket: Rule<HostVolume> = {
  id: "config/kubernetes/runtime-socket",
  on: "host-volume",
  title: "Socket of the container runtime in a pod",
  severity: "critical",
  confidence: "proven",
  why: "Whoever speaks with the runtime starts any container with any rights on the node. Mounting the socket read only changes nothing: it is spoken with, not written.",
  fix: "Do without the socket: build with a builder that needs none, and read metrics from the kubelet.",
  standards: ["PSS baseline", "CIS Kubernetes 5.2.12", "NSA pod security", "MITRE ATT&CK T1611"],
  aliases: ["CKV_K8S_27", "KSV-0006", "C-0074"],
  examples: [
    { given: { ...example, path: "/var/run/docker.sock" }, verdict: "fail" },
    { given: { ...example, path: "/run/containerd/containerd.sock", readOnly: true }, verdict: "fail" },
    { given: { ...example, path: "/var/log" }, verdict: "pass" },
  ],
  judge: ({ workload, path }) => {
    const runtime = runtimeIn(path);
    return runtime === undefined
      ? { kind: "pass" }
      : { kind: "fail", message: `${workload} holds the socket of ${runtime} (${path})`, cause: path };
  },
};
