import type { FactBook } from "../../core/analyzer.ts";
import type { ClusterVersionFact } from "../../core/cluster.ts";
import type { Gap } from "../../core/gap.ts";
import type { FinalUser } from "../dockerfile/facts.ts";
import { enforcements } from "./admission/enforcement.ts";
import type { AdmissionPolicy, AdmissionPolicyBinding, PolicyEnforcement } from "./admission/facts.ts";
import { exposureKey, exposures } from "./exposure.ts";
import type {
  ContainerUser,
  HostVolume,
  Ingress,
  KubernetesFact,
  Service,
  ServiceAccount,
  ServiceToken,
  Workload,
} from "./facts.ts";
import { withImageUsers } from "./image-users.ts";
import type { ExposedImage, NamespaceTraffic, NetworkPolicy } from "./network/facts.ts";
import { exposedImages, trafficOf } from "./network/traffic.ts";
import type { LastingWorkload } from "./persistence/facts.ts";
import { lastingWorkloads } from "./persistence/lasting-workloads.ts";
import type { GuardedWorkload, Namespace, NamespaceGuard, PodControls } from "./pod-security/facts.ts";
import { guards } from "./pod-security/guards.ts";
import { accessFacts, type ExposedToken } from "./rbac/access-facts.ts";
import { boundAccounts } from "./rbac/bound-accounts.ts";
import type { AccessFact, Binding, Role } from "./rbac/facts.ts";
import type { Gateway } from "./routes/facts.ts";
import type { ClusterNode, KubeletVersion, ReleaseInUse } from "./versions/facts.ts";
import { versionFacts } from "./versions/version-facts.ts";

/** What no object says alone, and several of them together do. */
type JoinedFact =
  | AccessFact
  | PolicyEnforcement
  | KubeletVersion
  | LastingWorkload
  | ReleaseInUse
  | GuardedWorkload
  | NamespaceGuard
  | NamespaceTraffic
  | ExposedImage;

/** What a rule may judge. */
type SeenFact = KubernetesFact | JoinedFact;

/** Facts of some kinds, with what leads to their workload from outside; a token as its account has it. */
export function withExposure(facts: FactBook, kinds: readonly SeenFact["kind"][]): SeenFact[] {
  const workloads = facts.of<Workload>("kubernetes-workload");
  const services = facts.of<Service>("kubernetes-service");
  const routes = facts.of<Ingress>("kubernetes-ingress");
  const exposed = exposures(workloads, services, routes, facts.of<Gateway>("kubernetes-gateway"));
  const keeping = keepingAccounts(facts);
  const users = withImageUsers(facts.of<ContainerUser>("container-user"), facts.of<FinalUser>("final-user"));
  return kinds
    .flatMap((kind): readonly SeenFact[] => (kind === "container-user" ? users : facts.of<SeenFact>(kind)))
    .map((fact) => {
      const whole = fact.kind === "service-token" ? asItsAccountSays(fact, keeping) : fact;
      const exposure = exposed.get(exposureKey(whole));
      return exposure === undefined ? whole : { ...whole, signals: { ...whole.signals, exposure } };
    });
}

/** @param seen the tokens and images among them are met with what their accounts may do, and with what they are */
export function joinedFacts(facts: FactBook, seen: readonly SeenFact[]): { facts: JoinedFact[]; gaps: Gap[] } {
  const namespaces = facts.of<Namespace>("kubernetes-namespace");
  const pods = facts.of<PodControls>("pod-controls");
  const images = seen.filter((fact) => fact.kind === "container-image");
  const access = accessFacts(
    facts.of<Role>("kubernetes-role"),
    facts.of<Binding>("kubernetes-binding"),
    seen.flatMap(exposedToken),
  );
  const joined = [
    ...access.facts,
    ...guards(namespaces, pods),
    ...trafficOf(namespaces, pods, facts.of<NetworkPolicy>("network-policy")),
    ...exposedImages(images),
    ...enforcements(
      facts.of<AdmissionPolicy>("admission-policy"),
      facts.of<AdmissionPolicyBinding>("admission-policy-binding"),
    ),
  ];
  return { facts: joined, gaps: access.gaps };
}

/** What only a whole view of a cluster tells: in files, what is not there may lie elsewhere. */
export function factsOfWholeCluster(facts: FactBook, now: Date): JoinedFact[] {
  return [
    ...boundAccounts(facts.of<Binding>("kubernetes-binding"), facts.of<ServiceAccount>("service-account")),
    ...lastingWorkloads(facts.of<Workload>("kubernetes-workload"), facts.of<HostVolume>("host-volume")),
    ...versionFacts(facts.of<ClusterVersionFact>("cluster-version"), facts.of<ClusterNode>("cluster-node"), now),
  ];
}

export function examinedIn(facts: FactBook): Record<string, number> {
  const count = (...kinds: string[]) => kinds.reduce((sum, kind) => sum + facts.of(kind).length, 0);
  const grants = count("kubernetes-role", "kubernetes-binding");
  return {
    objects: count("kubernetes-workload", "kubernetes-service", "kubernetes-ingress"),
    ...(grants > 0 && { grants }),
  };
}

function exposedToken(fact: SeenFact): ExposedToken[] {
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
