import type { Rule } from "../../../core/rule.ts";
import { runtimeIn, worthOf } from "../../host-paths.ts";
import type { HostVolume } from "../facts.ts";

const example = { workload: "DaemonSet/agent", readOnly: false } as const;

export const hostPath: Rule<HostVolume> = {
  id: "config/kubernetes/host-path",
  on: "host-volume",
  title: "Folder of the node in a pod",
  severity: "medium",
  confidence: "proven",
  why: "What lies on the node belongs to all its pods and to the node itself: written, it is a way out of the container; read, it shows others' secrets.",
  fix: "Use a volume made for the pod (a claim, emptyDir, a projected one); where it must be the node's, one narrow path, mounted read only.",
  standards: ["PSS baseline", "CIS Kubernetes 5.2.12", "NSA pod security", "MITRE ATT&CK T1611"],
  aliases: ["KSV-0023", "C-0048", "C-0045"],
  examples: [
    { given: { ...example, path: "/" }, verdict: "fail" },
    { given: { ...example, path: "/etc/kubernetes", readOnly: true }, verdict: "fail" },
    { given: { ...example, path: "/data/cache" }, verdict: "fail" },
    { given: { ...example, path: "/var/run/docker.sock" }, verdict: "not-applicable" },
  ],
  judge: ({ workload, path, readOnly }) => {
    if (runtimeIn(path) !== undefined) return { kind: "not-applicable" }; // more than a folder: a way to start containers
    const worth = worthOf(path);
    const isGrave = worth === "secret" || (worth === "living" && !readOnly);
    return {
      kind: "fail",
      severity: isGrave ? "high" : readOnly ? "low" : "medium",
      message: `${workload} has ${path} of the node ${readOnly ? "to read" : "to write"}`,
      cause: path,
    };
  },
};
