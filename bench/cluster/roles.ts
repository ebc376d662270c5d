import type { Dice } from "./dice.ts";

export const NAMESPACES = ["shop", "blog", "ops"] as const;

const VERBS = ["get", "list", "watch", "create", "update", "patch", "delete", "impersonate", "escalate", "use"];
const GROUPS = ["", "apps", "batch", "rbac.authorization.k8s.io", "example.com"];
const RESOURCES = ["pods", "secrets", "nodes", "deployments", "jobs", "clusterroles", "widgets"];
const SUBRESOURCES = ["log", "exec", "status", "proxy", "scale"];
const NAMES = ["a", "b", "c"];
const URLS = ["/healthz", "/healthz/etcd", "/metrics", "/logs/x", "/version/"];
const USERS = ["ada", "bob", "system:anonymous"];
const PEOPLE = ["devs", "ops", "system:authenticated"];
const ACCOUNTS = ["default", "web"];

/** One rule of a role, with stars where the API takes them. */
function someRule(dice: Dice, isClusterRole: boolean): object {
  const starred = (things: readonly string[], share: number, most: number) =>
    dice.chance(share) ? [...dice.some(things, most), "*"] : dice.some(things, most);
  if (isClusterRole && dice.chance(0.2)) {
    return {
      verbs: starred(VERBS, 0.3, 3),
      nonResourceURLs: dice.some([...URLS, "/healthz/*", "/*", "*", "/met*"], 2),
    };
  }
  const written = dice
    .some(RESOURCES, 3)
    .flatMap((resource) => (dice.chance(0.3) ? [`${resource}/${dice.one(SUBRESOURCES)}`] : [resource]));
  return {
    verbs: starred(VERBS, 0.12, 4),
    apiGroups: starred(GROUPS, 0.15, 2),
    resources: dice.chance(0.1) ? ["*"] : dice.chance(0.1) ? [...written, `*/${dice.one(SUBRESOURCES)}`] : written,
    ...(dice.chance(0.25) && { resourceNames: dice.some(NAMES, 2) }),
  };
}

const META = "rbac.authorization.k8s.io/v1";

/** A role or binding as it is posted. */
export interface GrantObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly aggregationRule?: undefined;
}

/** Roles and bindings of every form, bound across namespaces. */
export function someGrants(dice: Dice, roles: number, bindings: number): GrantObject[] {
  const all = Array.from({ length: roles }, (_, index) => {
    const isClusterRole = dice.chance(0.5);
    const namespace = dice.one(NAMESPACES);
    return {
      apiVersion: META,
      kind: isClusterRole ? "ClusterRole" : "Role",
      metadata: { name: `r${index}`, ...(!isClusterRole && { namespace }) },
      rules: Array.from({ length: 1 + (index % 3) }, () => someRule(dice, isClusterRole)),
    };
  });
  const bound = Array.from({ length: bindings }, (_, index) => {
    const { kind, metadata } = dice.one(all);
    const isClusterWide = kind === "ClusterRole" && dice.chance(0.3);
    const namespace = "namespace" in metadata ? metadata.namespace : dice.one(NAMESPACES);
    return {
      apiVersion: META,
      kind: isClusterWide ? "ClusterRoleBinding" : "RoleBinding",
      metadata: { name: `b${index}`, ...(!isClusterWide && { namespace }) },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind, name: metadata.name },
      subjects: dice.some([0, 1, 2, 3], 2).map((form) => someHolder(dice, form)),
    };
  });
  return [...all, ...bound];
}

function someHolder(dice: Dice, form: number): object {
  const apiGroup = "rbac.authorization.k8s.io";
  if (form === 0) return { apiGroup, kind: "User", name: dice.one([...USERS, "system:serviceaccount:blog:web"]) };
  if (form === 1)
    return {
      apiGroup,
      kind: "Group",
      name: dice.one([...PEOPLE, "system:serviceaccounts", "system:serviceaccounts:shop"]),
    };
  return { kind: "ServiceAccount", name: dice.one(ACCOUNTS), namespace: dice.one(NAMESPACES) };
}

export interface Question {
  readonly user: string;
  readonly groups: readonly string[];
  readonly namespace: string;
  readonly action:
    | {
        readonly verb: string;
        readonly group: string;
        readonly resource: string;
        readonly subresource: string;
        readonly name: string;
      }
    | { readonly verb: string; readonly url: string };
}

export function someQuestion(dice: Dice): Question {
  const namespace = dice.one(NAMESPACES);
  const isAccount = dice.chance(0.5);
  const user = isAccount ? `system:serviceaccount:${namespace}:${dice.one(ACCOUNTS)}` : dice.one(USERS);
  const groups = isAccount
    ? ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"]
    : dice.some(PEOPLE, 2);
  const verb = dice.one(VERBS);
  if (dice.chance(0.12)) return { user, groups, namespace: "", action: { verb, url: dice.one([...URLS, "/"]) } };
  const action = {
    verb,
    group: dice.one(GROUPS),
    resource: dice.one(RESOURCES),
    subresource: dice.chance(0.3) ? dice.one(SUBRESOURCES) : "",
    name: dice.chance(0.4) ? dice.one(NAMES) : "",
  };
  return { user, groups, namespace: dice.chance(0.2) ? "" : dice.one(NAMESPACES), action };
}
