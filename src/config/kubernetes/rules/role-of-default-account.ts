import type { Rule } from "../../../core/rule.ts";
import type { DefaultGrant } from "../rbac/facts.ts";

const example = { role: "deployer", namespace: "shop", isClusterWide: false } as const;

export const roleOfDefaultAccount: Rule<DefaultGrant> = {
  id: "config/kubernetes/role-of-default-account",
  on: "default-grant",
  title: "Role of a default account",
  severity: "medium",
  confidence: "proven",
  why: "Each pod of the namespace that names no account runs as `default`: what is given to it is given to all of them, and to those that come tomorrow.",
  fix: "Make an account for the program that needs the role, bind it to that, and name it in the pod.",
  standards: ["CIS Kubernetes 5.1.5", "NSA RBAC"],
  aliases: ["CKV_K8S_42"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, isClusterWide: true }, verdict: "fail" },
    { given: { ...example, role: "system:auth-delegator" }, verdict: "pass" },
  ],
  judge: ({ role, namespace, isClusterWide }) => {
    if (role.startsWith("system:")) return { kind: "pass" };
    const whose = namespace === "" ? "its namespace" : `namespace ${namespace}`;
    return {
      kind: "fail",
      severity: isClusterWide ? "medium" : "low",
      message: `${role} is given to all pods of ${whose} that name no account`,
      cause: namespace,
    };
  },
};
