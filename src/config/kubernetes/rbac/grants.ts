import type { Gap } from "../../../core/gap.ts";
import { describePlace } from "../../../core/place.ts";
import { nearest } from "../places.ts";
import { builtInRoles } from "./built-in-roles.ts";
import type { Binding, Holder, LabelSelector, OpenGrant, Role, RoleRule } from "./facts.ts";
import { type Action, allows } from "./rule-allows.ts";

/** A binding with the role that it gives, whose rules are those that the cluster would hold against a request. */
export interface Grant {
  readonly binding: Binding;
  readonly role: Role;
  readonly isBuiltIn: boolean;
  readonly rules: readonly RoleRule[];
}

/** Who asks: the name and the groups that the API server knows somebody by. */
export interface Who {
  readonly user: string;
  readonly groups: readonly string[];
}

/** Roles that the cluster has for its own parts, and that give no dangerous power to whoever is bound to them. */
const OF_THE_CLUSTER = /^(?:system:|extension-apiserver-authentication-reader$)/;

/** What the bindings of some manifests give, and which of them give what cannot be known from here. */
export function grantsOf(roles: readonly Role[], bindings: readonly Binding[]): { grants: Grant[]; gaps: Gap[] } {
  const named = Map.groupBy(roles, ({ isClusterRole, namespace, name }) => keyOf(isClusterRole, namespace, name));
  const builtIns = builtInRoles();
  const rulesOf = ruleBook([...roles, ...builtIns]);
  const gaps: Gap[] = [];
  const grants = bindings.flatMap((binding): Grant[] => {
    const { name, isClusterRole } = binding.role;
    const candidates = named.get(keyOf(isClusterRole, binding.namespace, name)) ?? [];
    const own = nearest(candidates, binding.at);
    const role = own ?? (isClusterRole ? builtIns.find((builtIn) => builtIn.name === name) : undefined);
    if (role !== undefined) return [{ binding, role, isBuiltIn: own === undefined, rules: rulesOf(role) }];
    if (!OF_THE_CLUSTER.test(name)) gaps.push({ where: describePlace(binding.at), reason: missing(binding) });
    return [];
  });
  return { grants, gaps };
}

function missing({ title, role: { isClusterRole, name } }: Binding): string {
  return `${title} gives ${isClusterRole ? "ClusterRole" : "Role"} ${name}, which is not among the manifests: what it allows is not known`;
}

function keyOf(isClusterRole: boolean, namespace: string, name: string): string {
  return isClusterRole ? name : `${namespace}/${name}`;
}

/**
 * Tells the rules of a role. Those of a role that takes over others' are replaced by theirs, as the cluster's own controller
 * does it, one step after the other: `admin` takes over `edit`, which takes over `view`.
 */
export function ruleBook(roles: readonly Role[]): (role: Role) => readonly RoleRule[] {
  const labelled = roles.filter(({ isClusterRole, labels }) => isClusterRole && Object.keys(labels).length > 0);
  const known = new Map<Role, readonly RoleRule[]>();
  return (role) => {
    const before = known.get(role);
    if (before !== undefined) return before;
    const rules = effectiveRules(role, labelled);
    known.set(role, rules);
    return rules;
  };
}

function effectiveRules(role: Role, labelled: readonly Role[]): readonly RoleRule[] {
  const taken = new Set<Role>();
  const open = [role];
  const rules = new Set<RoleRule>();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (taken.has(next)) continue;
    taken.add(next);
    const { aggregates } = next;
    if (aggregates === undefined) for (const rule of next.rules) rules.add(rule);
    else open.push(...labelled.filter(({ labels }) => aggregates.some((selector) => selects(selector, labels))));
  }
  return [...rules];
}

function selects({ labels, expressions }: LabelSelector, its: Role["labels"]): boolean {
  if (!Object.entries(labels).every(([key, value]) => its[key] === value)) return false;
  return expressions.every(({ key, operator, values }) => {
    const value = Object.hasOwn(its, key) ? its[key] : undefined;
    if (operator === "Exists") return value !== undefined;
    if (operator === "DoesNotExist") return value === undefined;
    if (operator === "In") return value !== undefined && values.includes(value);
    return operator === "NotIn" && (value === undefined || !values.includes(value));
  });
}

/** How the API server knows an account. */
export function accountAs(namespace: string, name: string): Who {
  return {
    user: `system:serviceaccount:${namespace}:${name}`,
    groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
  };
}

/** Whether a holder stands for somebody: by name, by one of the groups, or as the account. */
export function standsFor({ kind, name, namespace }: Holder, { user, groups }: Who): boolean {
  if (kind === "User") return user === name;
  if (kind === "Group") return groups.includes(name);
  return user === `system:serviceaccount:${namespace}:${name}`;
}

/**
 * Whether somebody may do something, as a SubjectAccessReview answers it.
 *
 * @param namespace empty for what belongs to no namespace, and for all of them
 */
export function mayDo(grants: readonly Grant[], who: Who, action: Action, namespace: string): boolean {
  return grants.some(
    ({ binding, rules }) =>
      (binding.isClusterWide || (namespace !== "" && binding.namespace === namespace)) &&
      binding.holders.some((holder) => standsFor(holder, who)) &&
      rules.some((rule) => allows(rule, action)),
  );
}

/** As people write it: `ServiceAccount ci/deployer`, `Group devs`. */
export function describeHolder({ kind, name, namespace }: Holder): string {
  return `${kind} ${namespace === "" ? name : `${namespace}/${name}`}`;
}

/** Names that stand for whoever comes. */
export const OPEN_NAMES: ReadonlyMap<string, OpenGrant["whom"]> = new Map([
  ["system:anonymous", "anybody"],
  ["system:unauthenticated", "anybody"],
  ["system:authenticated", "whoever has signed in"],
  ["system:serviceaccounts", "every account"],
]);

export function isForAnybody({ kind, name }: Holder): boolean {
  return kind !== "ServiceAccount" && OPEN_NAMES.has(name);
}
