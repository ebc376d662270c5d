import type { RoleRule } from "./facts.ts";
import { type Action, allows } from "./rule-allows.ts";

/** What somebody can do with a role that reaches beyond the role's own words. The gravest first. */
export const POWERS = [
  "everything",
  "grant more",
  "act as others",
  "enter nodes",
  "change admission",
  "make tokens",
  "start pods",
  "enter pods",
  "read secrets",
] as const;
export type Power = (typeof POWERS)[number];

const RBAC = "rbac.authorization.k8s.io";
const KUBE_SYSTEM_NAMES = ["cluster-admin", "admin", "system:masters"];

const on = (group: string, resource: string, ...verbs: string[]): Action[] =>
  verbs.map((verb) => ({
    verb,
    group,
    resource: resource.split("/")[0] ?? "",
    subresource: resource.split("/")[1] ?? "",
  }));

const ADMISSION = ["mutatingwebhookconfigurations", "validatingwebhookconfigurations", "mutatingadmissionpolicies"];

/** One action of a line is enough. Sources: Kubernetes' "RBAC good practices", CIS 5.1. */
const ACTIONS: Readonly<Record<Exclude<Power, "everything">, readonly Action[]>> = {
  "grant more": [...on(RBAC, "clusterroles", "escalate", "bind"), ...on(RBAC, "roles", "escalate", "bind")],
  "act as others": [
    ...on("", "users", "impersonate"),
    ...on("", "groups", "impersonate"),
    ...on("", "serviceaccounts", "impersonate"),
  ],
  // A GET of a node's proxy reaches its kubelet, which runs commands over a WebSocket (kubernetes#136550).
  "enter nodes": [
    ...on("", "nodes/proxy", "get", "create"),
    ...on("", "nodes", "update", "patch"),
    ...on("", "nodes/status", "update", "patch"),
    ...on("", "persistentvolumes", "create"),
  ],
  "change admission": ADMISSION.flatMap((kind) =>
    on("admissionregistration.k8s.io", kind, "create", "update", "patch"),
  ),
  "make tokens": [
    ...on("", "serviceaccounts/token", "create"),
    ...on("certificates.k8s.io", "certificatesigningrequests/approval", "update", "patch"),
  ],
  "start pods": [
    ...on("", "pods", "create"),
    ...on("", "replicationcontrollers", "create", "update", "patch"),
    ...["deployments", "daemonsets", "statefulsets", "replicasets"].flatMap((kind) =>
      on("apps", kind, "create", "update", "patch"),
    ),
    ...["jobs", "cronjobs"].flatMap((kind) => on("batch", kind, "create", "update", "patch")),
  ],
  "enter pods": [
    ...on("", "pods/exec", "create", "get"),
    ...on("", "pods/attach", "create", "get"),
    ...on("", "pods/ephemeralcontainers", "update", "patch"),
  ],
  "read secrets": on("", "secrets", "get", "list", "watch"),
};

/** Kinds of which a Role can give away nothing, for they belong to no namespace. */
const CLUSTER_POWERS: ReadonlySet<Power> = new Set(["enter nodes", "change admission"]);

/** The dangerous powers that one rule gives, the gravest alone where it gives all of them. */
export function powersOf(rule: RoleRule, isClusterWide: boolean): Power[] {
  if (allows(rule, { verb: "*", group: "*", resource: "*", subresource: "" })) return ["everything"];
  return POWERS.filter((power) => {
    if (power === "everything" || (CLUSTER_POWERS.has(power) && !isClusterWide)) return false;
    const names = namesOf(power, rule);
    return ACTIONS[power].some((action) =>
      names.some((name) => allows(rule, { ...action, ...(name !== "" && { name }) })),
    );
  });
}

/**
 * A rule that is limited to names gives a power only where they are worth it: a role, a group. One secret or one pod is what
 * a careful role looks like.
 */
function namesOf(power: Power, { names }: RoleRule): readonly string[] {
  return power === "grant more" || power === "act as others"
    ? ["", ...KUBE_SYSTEM_NAMES.filter((name) => names.includes(name))]
    : [""];
}

/** Each once, the gravest first. */
export function sortPowers(powers: readonly Power[]): Power[] {
  return POWERS.filter((power) => powers.includes(power));
}
