import type { Gap } from "../../../core/gap.ts";
import type { Place } from "../../../core/place.ts";
import type { ServiceToken } from "../facts.ts";
import { isTogether } from "../places.ts";
import type { AccessFact, Binding, DefaultGrant, ExposedReach, Holder, OpenGrant, Role } from "./facts.ts";
import { grantedPowers } from "./granted-powers.ts";
import { accountAs, type Grant, grantsOf, isForAnybody, OPEN_NAMES, standsFor } from "./grants.ts";
import { powersOf, sortPowers } from "./powers.ts";

/** A token that lies in a pod which can be reached from outside, and how. */
export interface ExposedToken {
  readonly token: ServiceToken;
  readonly way: string;
}

/** What roles and bindings come to: who has which dangerous power, and which of them the outside is near to. */
export function accessFacts(
  roles: readonly Role[],
  bindings: readonly Binding[],
  exposed: readonly ExposedToken[],
): { facts: AccessFact[]; gaps: Gap[] } {
  const { grants, gaps } = grantsOf(roles, bindings);
  const facts = [
    ...grantedPowers(roles, grants),
    ...bindings.flatMap((binding) => [...openGrants(binding), ...defaultGrants(binding)]),
    ...exposedReaches(exposed, grants),
  ];
  return { facts, gaps };
}

/** Roles that Kubernetes itself gives to everybody, for discovery. */
const DISCOVERY = /^system:(?:public-info-viewer|discovery|basic-user|service-account-issuer-discovery)$/;

function openGrants({ role, holders, isClusterWide, subject }: Binding): OpenGrant[] {
  if (DISCOVERY.test(role.name)) return [];
  return holders.filter(isForAnybody).flatMap(({ name, at }) => {
    const whom = OPEN_NAMES.get(name);
    return whom === undefined ? [] : { kind: "open-grant", at, subject, role: role.name, whom, isClusterWide };
  });
}

function defaultGrants({ role, holders, isClusterWide, subject }: Binding): DefaultGrant[] {
  const defaults = holders.filter(({ kind, name }) => kind === "ServiceAccount" && name === "default");
  return defaults.map(({ at, namespace }) => ({
    kind: "default-grant",
    at,
    subject,
    role: role.name,
    namespace,
    isClusterWide,
  }));
}

/** What the accounts of workloads that the outside reaches may do. */
function exposedReaches(exposed: readonly ExposedToken[], grants: readonly Grant[]): ExposedReach[] {
  const byHolder = new Map<string, { grant: Grant; holder: Holder }[]>();
  for (const grant of grants) {
    for (const holder of grant.binding.holders) {
      const known = byHolder.get(holder.name);
      if (known === undefined) byHolder.set(holder.name, [{ grant, holder }]);
      else known.push({ grant, holder });
    }
  }
  return exposed.flatMap(({ token, way }): ExposedReach[] => {
    const { namespace, account, workload, at, subject } = token;
    const who = accountAs(namespace, account);
    const reaches = [account, who.user, ...who.groups]
      .flatMap((name) => byHolder.get(name) ?? [])
      .filter(({ grant, holder }) => standsFor(holder, who) || isAccountOf(token, holder, grant.binding.at))
      .flatMap(({ grant: { binding, role, rules } }) => {
        const powers = sortPowers(rules.flatMap((rule) => powersOf(rule, binding.isClusterWide)));
        const through = `${role.title} by ${binding.title}`;
        return powers.slice(0, 1).map((power) => ({ power, isClusterWide: binding.isClusterWide, through }));
      });
    return [{ kind: "exposed-reach", at, subject, workload, way, account, reaches }];
  });
}

/** Where the workload names no namespace, an account of its name in the same or a neighbouring folder is its own. */
function isAccountOf({ namespace, account, at }: ServiceToken, holder: Holder, bound: Place): boolean {
  if (namespace !== "" || holder.kind !== "ServiceAccount" || holder.name !== account) return false;
  return isTogether(at, bound);
}
