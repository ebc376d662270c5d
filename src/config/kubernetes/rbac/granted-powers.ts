import { compareText } from "../../../core/order.ts";
import type { Binding, GrantedPower, Holder, Role, RoleRule } from "./facts.ts";
import { describeHolder, type Grant, isForAnybody, ruleBook } from "./grants.ts";
import { POWERS, type Power, powersOf } from "./powers.ts";

/** Who has which dangerous power: one fact for each role and power, and for each holder of a role that all clusters have. */
export function grantedPowers(roles: readonly Role[], grants: readonly Grant[]): GrantedPower[] {
  const stronger = strongAccounts(grants);
  const builtIn = grants.filter(({ isBuiltIn }) => isBuiltIn);
  return [...ofWrittenRoles(roles, grants, stronger), ...builtIn.flatMap((grant) => ofBuiltInRole(grant, stronger))];
}

function ofWrittenRoles(roles: readonly Role[], grants: readonly Grant[], stronger: StrongAccounts): GrantedPower[] {
  const given = Map.groupBy(grants, ({ role }) => role);
  const rulesOf = ruleBook(roles);
  const passedOn = new Set(roles.filter(({ aggregates }) => aggregates !== undefined).flatMap(rulesOf));
  return roles.flatMap((role) => {
    if (role.name.startsWith("system:") || "kubernetes.io/bootstrapping" in role.labels) return [];
    const its = given.get(role) ?? [];
    const rules = rulesOf(role);
    if (its.length === 0 && rules.some((rule) => passedOn.has(rule))) return []; // said of the role that takes it over
    return factsOf(role, rules, its, stronger);
  });
}

/** Told at the binding, for nobody can change the role; and by its gravest alone, for everybody knows what else it gives. */
function ofBuiltInRole(grant: Grant, stronger: StrongAccounts): GrantedPower[] {
  const { binding, role, rules } = grant;
  return binding.holders.flatMap((holder) => {
    const alone: Grant = { ...grant, binding: { ...binding, holders: [holder] } };
    const facts = factsOf(role, rules, [alone], stronger);
    facts.sort((a, b) => POWERS.indexOf(a.power) - POWERS.indexOf(b.power));
    return facts.slice(0, 1).map((fact): GrantedPower => ({ ...fact, at: holder.at, subject: binding.subject }));
  });
}

function factsOf(
  role: Role,
  rules: readonly RoleRule[],
  grants: readonly Grant[],
  stronger: StrongAccounts,
): GrantedPower[] {
  const bindings = grants.map(({ binding }) => binding);
  const holders = bindings.flatMap((binding) => binding.holders.filter((holder) => !isTheCluster(holder)));
  if (bindings.length > 0 && holders.length === 0) return [];
  const isEverywhere = bindings.some(({ isClusterWide }) => isClusterWide);
  const scope = bindings.length === 0 ? "nobody" : isEverywhere ? "cluster" : "namespace";
  const names = [...new Set(holders.map(describeHolder))].sort(compareText);
  return gravestRules(rules, role.isClusterRole && scope !== "namespace").map(({ rule, power }) => ({
    kind: "granted-power",
    at: rule.at,
    subject: role.subject,
    power,
    role: role.title,
    isBuiltIn: grants.some(({ isBuiltIn }) => isBuiltIn),
    scope,
    holders: names,
    rule: describeRule(rule),
    stronger: stronger(power, bindings, names),
  }));
}

/** The cluster's own parts, and the group that is the key under every cluster's mat. */
function isTheCluster(holder: Holder): boolean {
  return holder.kind !== "ServiceAccount" && holder.name.startsWith("system:") && !isForAnybody(holder);
}

/** Whoever may do everything may do all else; of several rules that give one power the first tells it. */
function gravestRules(rules: readonly RoleRule[], isClusterWide: boolean): { rule: RoleRule; power: Power }[] {
  const found = new Map<Power, RoleRule>();
  for (const rule of rules) {
    for (const power of powersOf(rule, isClusterWide)) if (!found.has(power)) found.set(power, rule);
  }
  const everything = found.get("everything");
  if (everything !== undefined) return [{ rule: everything, power: "everything" }];
  return [...found].map(([power, rule]) => ({ rule, power }));
}

function describeRule({ verbs, groups, resources, names, urls }: RoleRule): string {
  const what = resources.length > 0 ? resources : urls;
  const group = groups.filter(Boolean).join(", ");
  const limited = names.length > 0 ? ` named ${names.join(", ")}` : "";
  return `${verbs.join(", ")} on ${what.join(", ")}${group === "" ? "" : ` of ${group}`}${limited}`.slice(0, 500);
}

/** By these one takes the place of the accounts within one's reach. */
const TAKES_ACCOUNTS: ReadonlySet<Power> = new Set(["start pods", "enter pods", "make tokens", "act as others"]);

/** As many accounts as a sentence names. */
const SOME = 3;

/** Tells some accounts that may do graver things in the whole cluster than a power, and are within its holders' reach. */
type StrongAccounts = (power: Power, bindings: readonly Binding[], holders: readonly string[]) => string[];

function strongAccounts(grants: readonly Grant[]): StrongAccounts {
  const strong = grants.flatMap(({ binding, rules }) => {
    const accounts = binding.isClusterWide ? binding.holders.filter(({ kind }) => kind === "ServiceAccount") : [];
    const [gravest] = accounts.length > 0 ? POWERS.filter((power) => hasPower(rules, power)) : [];
    if (gravest === undefined) return [];
    return accounts.map((holder) => ({
      name: describeHolder(holder),
      namespace: holder.namespace,
      grave: POWERS.indexOf(gravest),
    }));
  });
  strong.sort((a, b) => a.grave - b.grave || compareText(a.name, b.name));
  const byNamespace = Map.groupBy(strong, ({ namespace }) => namespace);
  return (power, bindings, holders) => {
    if (!TAKES_ACCOUNTS.has(power)) return [];
    const isEverywhere = bindings.some(({ isClusterWide }) => isClusterWide);
    const within = isEverywhere ? strong : bindings.flatMap(({ namespace }) => byNamespace.get(namespace) ?? []);
    const some = new Set<string>();
    for (const { name, grave } of within) {
      if (isEverywhere && grave >= POWERS.indexOf(power)) continue;
      if (!holders.includes(name)) some.add(name);
      if (some.size === SOME) break;
    }
    return [...some];
  };
}

function hasPower(rules: readonly RoleRule[], power: Power): boolean {
  return rules.some((rule) => powersOf(rule, true).includes(power));
}
