import type { ContainerImage } from "../facts.ts";
import { nearest } from "../places.ts";
import type { Namespace, PodControls } from "../pod-security/facts.ts";
import type { ExposedImage, NamespaceTraffic, NetworkPolicy } from "./facts.ts";

/** What the manifests say of the traffic in each namespace that stands among them with its workloads. */
export function trafficOf(
  namespaces: readonly Namespace[],
  workloads: readonly PodControls[],
  policies: readonly NetworkPolicy[],
): NamespaceTraffic[] {
  const named = Map.groupBy(namespaces, ({ name }) => name);
  const homes = <T extends PodControls | NetworkPolicy>(things: readonly T[]) =>
    Map.groupBy(things, ({ namespace, at }) =>
      namespace === "" ? undefined : nearest(named.get(namespace) ?? [], at),
    );
  const [inside, ruled] = [homes(workloads), homes(policies)];
  return namespaces.flatMap((namespace): NamespaceTraffic[] => {
    const [its, own] = [inside.get(namespace) ?? [], ruled.get(namespace) ?? []];
    if (its.length === 0) return [];
    return [
      {
        kind: "namespace-traffic",
        at: namespace.at,
        subject: namespace.subject,
        namespace: namespace.name,
        workloads: its.length,
        policies: own.length,
        isClosed: own.some(({ isForAll, ingress }) => isForAll && (ingress === "none" || ingress === "some")),
      },
    ];
  });
}

/** The images within everybody's reach. */
export function exposedImages(images: readonly ContainerImage[]): ExposedImage[] {
  return images.flatMap(({ at, subject, signals, workload, image }) =>
    signals?.exposure === undefined
      ? []
      : [{ kind: "exposed-image", at, subject, workload, image, way: signals.exposure.because }],
  );
}
