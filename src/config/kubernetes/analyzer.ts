import type { Analyzer, FactBook } from "../../core/analyzer.ts";
import { judgeFacts } from "../../core/judge.ts";
import { exposureKey, exposures } from "./exposure.ts";
import type { Ingress, KubernetesFact, Service, ServiceAccount, ServiceToken, Workload } from "./facts.ts";
import { accessFacts, type ExposedToken } from "./rbac/access-facts.ts";
import type { AccessFact, Binding, Role } from "./rbac/facts.ts";
import { kubernetesReader } from "./reader.ts";
import { capabilitiesNotDropped } from "./rules/capabilities-not-dropped.ts";
import { dangerousCapability } from "./rules/dangerous-capability.ts";
import { exposedReach } from "./rules/exposed-reach.ts";
import { externalService } from "./rules/external-service.ts";
import { hostNamespaces } from "./rules/host-namespaces.ts";
import { hostPath } from "./rules/host-path.ts";
import { hostPort } from "./rules/host-port.ts";
import { imageByTag } from "./rules/image-by-tag.ts";
import { ingressSnippet } from "./rules/ingress-snippet.ts";
import { literalCredential } from "./rules/literal-credential.ts";
import { privilegeEscalation } from "./rules/privilege-escalation.ts";
import { privileged } from "./rules/privileged.ts";
import { retiredIngress } from "./rules/retired-ingress.ts";
import { roleChangesAdmission } from "./rules/role-changes-admission.ts";
import { roleEntersNodes } from "./rules/role-enters-nodes.ts";
import { roleEntersPods } from "./rules/role-enters-pods.ts";
import { roleEverything } from "./rules/role-everything.ts";
import { roleForEverybody } from "./rules/role-for-everybody.ts";
import { roleGrantsMore } from "./rules/role-grants-more.ts";
import { roleImpersonates } from "./rules/role-impersonates.ts";
import { roleMakesTokens } from "./rules/role-makes-tokens.ts";
import { roleOfDefaultAccount } from "./rules/role-of-default-account.ts";
import { roleReadsSecrets } from "./rules/role-reads-secrets.ts";
import { roleStartsPods } from "./rules/role-starts-pods.ts";
import { runsAsRoot } from "./rules/runs-as-root.ts";
import { runtimeSocket } from "./rules/runtime-socket.ts";
import { seccompMissing } from "./rules/seccomp-missing.ts";
import { tokenMounted } from "./rules/token-mounted.ts";
import { unconfined } from "./rules/unconfined.ts";

const rules = [
  privileged,
  runtimeSocket,
  hostNamespaces,
  hostPath,
  hostPort,
  dangerousCapability,
  literalCredential,
  ingressSnippet,
  retiredIngress,
  externalService,
  unconfined,
  runsAsRoot,
  privilegeEscalation,
  capabilitiesNotDropped,
  seccompMissing,
  tokenMounted,
  imageByTag,
  exposedReach,
  roleForEverybody,
  roleEverything,
  roleGrantsMore,
  roleImpersonates,
  roleEntersNodes,
  roleChangesAdmission,
  roleMakesTokens,
  roleStartsPods,
  roleEntersPods,
  roleReadsSecrets,
  roleOfDefaultAccount,
] as const;

const KINDS = [...new Set(rules.map(({ on }) => on))];

/** What runs in a cluster and who may do what in it, as the manifests say. */
export const manifests: Analyzer = {
  id: "config/kubernetes",
  room: "config",
  readers: [kubernetesReader],
  rules,
  applies: ({ kind }) => kind === "directory" || kind === "git",
  analyze: ({ facts }) => {
    const workloads = facts.of<Workload>("kubernetes-workload");
    const services = facts.of<Service>("kubernetes-service");
    const ingresses = facts.of<Ingress>("kubernetes-ingress");
    const [roles, bindings] = [facts.of<Role>("kubernetes-role"), facts.of<Binding>("kubernetes-binding")];
    const exposed = exposures(workloads, services, ingresses);
    const keeping = keepingAccounts(facts);
    const seen = KINDS.flatMap((kind) => facts.of<KubernetesFact | AccessFact>(kind)).map((fact) => {
      const whole = fact.kind === "service-token" ? asItsAccountSays(fact, keeping) : fact;
      const exposure = exposed.get(exposureKey(whole));
      return exposure === undefined ? whole : { ...whole, signals: { ...whole.signals, exposure } };
    });
    const access = accessFacts(roles, bindings, seen.flatMap(exposedToken));
    const { findings, gaps } = judgeFacts("config", rules, [...seen, ...access.facts]);
    return {
      findings,
      gaps: [...gaps, ...access.gaps],
      examined: {
        objects: workloads.length + services.length + ingresses.length,
        ...(roles.length + bindings.length > 0 && { grants: roles.length + bindings.length }),
      },
    };
  },
};

function exposedToken(fact: KubernetesFact | AccessFact): ExposedToken[] {
  if (fact.kind !== "service-token" || fact.mounted === false) return [];
  const exposure = fact.signals?.exposure;
  return exposure === undefined ? [] : [{ token: fact, way: exposure.because }];
}

/** Where the pod is silent, its account decides whether the token is mounted. */
function asItsAccountSays(token: ServiceToken, keeping: ReadonlySet<string>): ServiceToken {
  return token.mounted === undefined && keeping.has(`${token.namespace}/${token.account}`)
    ? { ...token, mounted: false }
    : token;
}

/** The accounts that keep their token to themselves. */
function keepingAccounts(facts: FactBook): Set<string> {
  const accounts = facts.of<ServiceAccount>("service-account").filter(({ mounts }) => !mounts);
  return new Set(accounts.map(({ namespace, name }) => `${namespace}/${name}`));
}
