import type { Rule } from "../../../core/rule.ts";
import type { AddedCapability } from "../facts.ts";

const example = { workload: "Deployment/web", container: "web" } as const;

/** Those that the Pod Security Standards' baseline lets a container have; runtimes give them anyway. */
const BASELINE = new Set([
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
]);

/** Those that are a known way to root on the node, or to everybody's traffic. */
const WAYS_OUT = new Set([
  "ALL",
  "SYS_ADMIN",
  "SYS_MODULE",
  "SYS_PTRACE",
  "SYS_RAWIO",
  "SYS_BOOT",
  "DAC_READ_SEARCH",
  "BPF",
  "PERFMON",
  "NET_ADMIN",
  "SYSLOG",
  "MAC_ADMIN",
  "MAC_OVERRIDE",
  "CHECKPOINT_RESTORE",
]);

export const dangerousCapability: Rule<AddedCapability> = {
  id: "config/kubernetes/dangerous-capability",
  on: "added-capability",
  title: "Capability that no ordinary container has",
  severity: "high",
  confidence: "proven",
  why: "A capability is a piece of root's power. Some of them are all that is needed to become root on the node.",
  fix: "Drop all capabilities and add back only those that the program fails without.",
  standards: ["PSS baseline", "CIS Kubernetes 5.2.8", "NSA pod security", "MITRE ATT&CK T1611"],
  aliases: ["CKV_K8S_25", "CKV_K8S_39", "KSV-0005", "KSV-0022", "C-0046"],
  examples: [
    { given: { ...example, capability: "SYS_ADMIN" }, verdict: "fail" },
    { given: { ...example, capability: "NET_RAW" }, verdict: "fail" },
    { given: { ...example, capability: "NET_BIND_SERVICE" }, verdict: "pass" },
  ],
  judge: ({ workload, container, capability }) => {
    if (BASELINE.has(capability)) return { kind: "pass" };
    return {
      kind: "fail",
      severity: WAYS_OUT.has(capability) ? "high" : "medium",
      message: `container ${container} of ${workload} is given the capability ${capability}`,
      cause: `${container} ${capability}`,
    };
  },
};
