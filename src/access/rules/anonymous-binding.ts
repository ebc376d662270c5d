import type { Rule } from "../../core/rule.ts";
import type { BoundSubject } from "../facts.ts";

const example = { role: "view", clusterWide: true, holder: { kind: "Group", name: "system:unauthenticated" } } as const;

/** Roles that Kubernetes itself gives to everybody, for discovery. */
const BUILT_IN = new Set(["system:public-info-viewer", "system:discovery", "system:basic-user"]);

export const anonymousBinding: Rule<BoundSubject> = {
  id: "access/anonymous-binding",
  on: "bound-subject",
  title: "A role for everybody",
  severity: "critical",
  confidence: "proven",
  why: "The subject stands for whoever reaches the API server, with no login or with any login at all.",
  fix: "Bind the role to the accounts that need it.",
  standards: ["NSA authentication", "CIS Kubernetes 5.1.1"],
  aliases: ["C-0262"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, holder: { kind: "Group", name: "system:authenticated" } }, verdict: "fail" },
    { given: { ...example, role: "system:public-info-viewer" }, verdict: "pass" },
    { given: { ...example, holder: { kind: "User", name: "ada" } }, verdict: "pass" },
  ],
  judge: ({ role, holder: { name } }) => {
    const anonymous = name === "system:anonymous" || name === "system:unauthenticated";
    if ((!anonymous && name !== "system:authenticated") || BUILT_IN.has(role)) return { kind: "pass" };
    return {
      kind: "fail",
      severity: anonymous ? "critical" : "high",
      message: `${role} is given to ${anonymous ? "everybody, without a login" : "every account there is"}`,
      cause: name,
      signals: { reach: { level: "anyone", because: "whoever reaches the API server has it" } },
    };
  },
};
