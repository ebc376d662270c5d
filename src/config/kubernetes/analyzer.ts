import type { Analyzer, FactBook } from "../../core/analyzer.ts";
import { judgeFacts } from "../../core/judge.ts";
import { exposureKey, exposures } from "./exposure.ts";
import type { Ingress, KubernetesFact, Service, ServiceAccount, ServiceToken, Workload } from "./facts.ts";
import { kubernetesReader } from "./reader.ts";
import { capabilitiesNotDropped } from "./rules/capabilities-not-dropped.ts";
import { dangerousCapability } from "./rules/dangerous-capability.ts";
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
] as const;

const KINDS = [...new Set(rules.map(({ on }) => on))];

/** What runs in a cluster, as its manifests say. Roles and bindings are the access room's. */
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
    const exposed = exposures(workloads, services, ingresses);
    const keeping = keepingAccounts(facts);
    const judged = KINDS.flatMap((kind) => facts.of<KubernetesFact>(kind))
      .map((fact) => (fact.kind === "service-token" ? asItsAccountSays(fact, keeping) : fact))
      .map((fact) => {
        const exposure = exposed.get(exposureKey(fact));
        return exposure === undefined ? fact : { ...fact, signals: { ...fact.signals, exposure } };
      });
    const { findings, gaps } = judgeFacts("config", rules, judged);
    return {
      findings,
      gaps,
      examined: { objects: workloads.length + services.length + ingresses.length },
    };
  },
};

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
