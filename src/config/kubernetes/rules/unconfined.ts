import type { Rule } from "../../../core/rule.ts";
import type { Confinement } from "../facts.ts";

const example = { workload: "Deployment/web" } as const;

export const unconfined: Rule<Confinement> = {
  id: "config/kubernetes/unconfined",
  on: "confinement",
  title: "One of the kernel's fences taken away",
  severity: "medium",
  confidence: "proven",
  why: "AppArmor, SELinux and the masked parts of /proc stop what gets past everything else; an unsafe sysctl changes the node for all its pods.",
  fix: "Leave the setting out, or write a profile that allows what is needed.",
  standards: ["PSS baseline", "CIS Kubernetes 5.7.3", "NSA pod security", "MITRE ATT&CK T1611"],
  aliases: ["KSV-0002", "KSV-0025", "KSV-0026", "KSV-0027", "KSV-0103", "C-0055"],
  examples: [
    { given: { ...example, setting: "AppArmor", value: "Unconfined" }, verdict: "fail" },
    { given: { ...example, setting: "hostProcess", value: "true" }, verdict: "fail" },
    { given: { ...example, setting: "sysctl", value: "kernel.msgmax" }, verdict: "fail" },
    { given: { ...example, setting: "procMount", value: "Default" }, verdict: "pass" },
  ],
  judge: ({ workload, setting, value }) => {
    if (value === "" || value === "Default" || value === "false") return { kind: "pass" };
    return {
      kind: "fail",
      severity: setting === "hostProcess" ? "high" : "medium",
      message:
        setting === "sysctl"
          ? `${workload} changes the unsafe sysctl ${value}`
          : `${workload} sets ${setting} to ${value}`,
      cause: `${setting} ${value}`,
    };
  },
};
