import { subject } from "../../../core/subject.ts";
import type { Role, RoleRule } from "./facts.ts";

/**
 * The roles for people that every cluster has from its first start (Kubernetes 1.36, `bootstrappolicy/policy.go`). Roles
 * of the system itself, `system:…`, are left out: what they give to whom is the cluster's own business.
 */
export function builtInRoles(): readonly Role[] {
  const at = {}; // nowhere: what they give is told where they are bound
  const role = (name: string, labels: Role["labels"], rules: readonly RoleRule[], from?: string): Role => ({
    kind: "kubernetes-role",
    at,
    subject: subject("grant", `ClusterRole/${name}`),
    title: `ClusterRole/${name}`,
    name,
    namespace: "",
    isClusterRole: true,
    labels,
    rules,
    aggregates: from === undefined ? undefined : [{ labels: { [`${AGGREGATE}${from}`]: "true" }, expressions: [] }],
  });
  const to = (name: string) => ({ [`${AGGREGATE}${name}`]: "true" });
  const rule = (verbs: readonly string[], group: string, ...resources: string[]): RoleRule => ({
    at,
    verbs,
    groups: [group],
    resources,
    names: [],
    urls: [],
  });
  return [
    role("cluster-admin", {}, [rule(["*"], "*", "*"), { ...rule(["*"], ""), groups: [], urls: ["*"] }]),
    role("admin", {}, [], "admin"),
    role("edit", to("admin"), [], "edit"),
    role("view", to("edit"), [], "view"),
    role("system:aggregate-to-admin", to("admin"), [
      rule(["create"], "authorization.k8s.io", "localsubjectaccessreviews"),
      rule([...READ, ...WRITE], "rbac.authorization.k8s.io", "roles", "rolebindings"),
    ]),
    role("system:aggregate-to-edit", to("edit"), [
      rule(READ, "", ...INTO_PODS, "secrets", "services/proxy"),
      rule(["impersonate"], "", "serviceaccounts"),
      rule(WRITE, "", "pods", ...INTO_PODS),
      rule(["create"], "", "pods/eviction", "serviceaccounts/token"),
      rule(
        WRITE,
        "",
        "replicationcontrollers",
        "replicationcontrollers/scale",
        "serviceaccounts",
        "services",
        "services/proxy",
      ),
      rule(WRITE, "", "persistentvolumeclaims", "configmaps", "secrets", "events"),
      rule(WRITE, "apps", ...APPS, "deployments/rollback"),
      rule(WRITE, "autoscaling", "horizontalpodautoscalers"),
      rule(WRITE, "batch", "jobs", "cronjobs"),
      rule(WRITE, "policy", "poddisruptionbudgets"),
      rule(WRITE, "networking.k8s.io", "ingresses", "networkpolicies"),
      rule([...READ, ...WRITE], "coordination.k8s.io", "leases"),
    ]),
    role("system:aggregate-to-view", to("view"), [
      rule(READ, "", "pods", "pods/log", "pods/status", "replicationcontrollers", "replicationcontrollers/scale"),
      rule(READ, "", "serviceaccounts", "services", "endpoints", "persistentvolumeclaims", "configmaps", "events"),
      rule(READ, "", "limitranges", "resourcequotas", "bindings", "namespaces"),
      rule(READ, "discovery.k8s.io", "endpointslices"),
      rule(READ, "apps", ...APPS, "controllerrevisions"),
      rule(READ, "autoscaling", "horizontalpodautoscalers"),
      rule(READ, "batch", "jobs", "cronjobs"),
      rule(READ, "policy", "poddisruptionbudgets"),
      rule(READ, "networking.k8s.io", "ingresses", "networkpolicies"),
    ]),
  ];
}

const AGGREGATE = "rbac.authorization.k8s.io/aggregate-to-";
const READ = ["get", "list", "watch"];
const WRITE = ["create", "delete", "deletecollection", "patch", "update"];
const INTO_PODS = ["pods/attach", "pods/exec", "pods/portforward", "pods/proxy"];
const APPS =
  "daemonsets deployments replicasets statefulsets deployments/scale replicasets/scale statefulsets/scale".split(" ");
