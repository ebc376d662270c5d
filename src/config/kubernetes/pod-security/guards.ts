import { nearest } from "../places.ts";
import type { GuardedWorkload, Namespace, NamespaceGuard, PodControls } from "./facts.ts";
import { enforcedBy, NEWEST_MINOR, refusals, strictestFor } from "./levels.ts";

/**
 * Holds workloads against what their namespace enforces. Namespaces that are not among the manifests are not judged: what
 * they enforce is the cluster's to say.
 */
export function guards(
  namespaces: readonly Namespace[],
  pods: readonly PodControls[],
): (GuardedWorkload | NamespaceGuard)[] {
  const named = Map.groupBy(namespaces, ({ name }) => name);
  const inside = new Map<Namespace, PodControls[]>();
  for (const pod of pods) {
    const home = pod.namespace === "" ? undefined : nearest(named.get(pod.namespace) ?? [], pod.at);
    if (home === undefined) continue;
    const known = inside.get(home);
    if (known === undefined) inside.set(home, [pod]);
    else known.push(pod);
  }
  return [...inside].flatMap(([namespace, its]) => [guardOf(namespace, its), ...guarded(namespace, its)]);
}

function guardOf({ name, labels, at, subject }: Namespace, pods: readonly PodControls[]): NamespaceGuard {
  const enforced = enforcedBy(labels);
  return {
    kind: "namespace-guard",
    at,
    subject,
    namespace: name,
    enforced: enforced?.level,
    possible: strictestFor(
      pods.map(({ broken }) => broken),
      enforced?.minor ?? NEWEST_MINOR,
    ),
    workloads: pods.length,
    isSystem: /^kube-(?:system|public|node-lease)$/.test(name),
  };
}

function guarded({ name, labels }: Namespace, pods: readonly PodControls[]): GuardedWorkload[] {
  const enforced = enforcedBy(labels);
  if (enforced === undefined) return [];
  return pods.map(({ at, subject, workload, broken }) => ({
    kind: "guarded-workload",
    at,
    subject,
    workload,
    namespace: name,
    level: enforced.level,
    refusals: refusals(broken, enforced.level, enforced.minor),
  }));
}
