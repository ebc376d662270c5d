import type { Rule } from "../../../core/rule.ts";
import type { OpenGrant } from "../rbac/facts.ts";

const example = { role: "view", whom: "anybody", isClusterWide: true } as const;

export const roleForEverybody: Rule<OpenGrant> = {
  id: "config/kubernetes/role-for-everybody",
  on: "open-grant",
  title: "A role for everybody",
  severity: "critical",
  confidence: "proven",
  why: "The subject stands for whoever reaches the API server, with no login or with any login at all. A miner's way in was one such binding.",
  fix: "Bind the role to the accounts that need it.",
  standards: ["NSA authentication", "CIS Kubernetes 5.1.1", "MITRE ATT&CK T1078.001"],
  aliases: ["C-0262"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, whom: "whoever has signed in" }, verdict: "fail" },
    { given: { ...example, whom: "every account", isClusterWide: false }, verdict: "fail" },
    { given: { ...example, role: "system:auth-delegator", whom: "every account" }, verdict: "pass" },
  ],
  judge: ({ role, whom, isClusterWide }) => {
    const isOpen = whom === "anybody";
    if (!isOpen && role.startsWith("system:")) return { kind: "pass" }; // the cluster's own, which give no more than asking
    return {
      kind: "fail",
      severity: isOpen ? "critical" : isClusterWide ? "high" : "medium",
      message: `${role} is given to ${isOpen ? "everybody, without a login" : whom}`,
      cause: whom,
      ...(isOpen && { signals: { reach: { level: "anyone", because: "whoever reaches the API server has it" } } }),
    };
  },
};
