import { subject } from "../../../core/subject.ts";
import { asMap, asText, type Mapping, mapAt, maps, texts } from "../../../documents/shape.ts";
import type { Ingress } from "../facts.ts";
import type { Manifest } from "../manifest.ts";
import type { IngressEncryption } from "../network/facts.ts";
import type { Named } from "./facts.ts";

/** How one kind of route that is none of Kubernetes' own leads in from outside. */
interface RouteKind {
  readonly group: RegExp;
  /** The Services that it leads to; a namespace of its own where it names one. */
  services(spec: Mapping): readonly Partial<Named>[];
  /** Undefined where another object decides. */
  isEncrypted(spec: Mapping): boolean | undefined;
}

const KINDS: Readonly<Record<string, RouteKind>> = {
  // OpenShift
  Route: {
    group: /^route\.openshift\.io$/,
    services: (spec) =>
      [mapAt(spec, "to"), ...maps(spec.alternateBackends)].map(({ name }) => ({ name: asText(name) })),
    isEncrypted: (spec) => asMap(spec.tls) !== undefined,
  },
  // Traefik
  IngressRoute: {
    group: /^traefik\.(?:io|containo\.us)$/,
    services: (spec) => maps(spec.routes).flatMap((route) => maps(route.services).map(named)),
    isEncrypted: (spec) => asMap(spec.tls) !== undefined || texts(spec.entryPoints).includes("websecure"),
  },
  IngressRouteTCP: {
    group: /^traefik\.(?:io|containo\.us)$/,
    services: (spec) => maps(spec.routes).flatMap((route) => maps(route.services).map(named)),
    isEncrypted: () => undefined,
  },
  // Contour
  HTTPProxy: {
    group: /^projectcontour\.io$/,
    services: (spec) => maps(spec.routes).flatMap((route) => maps(route.services).map(named)),
    // One that is included by another has no host of its own, and no encryption.
    isEncrypted: (spec) => {
      const host = asMap(spec.virtualhost);
      return host && asMap(host.tls) !== undefined;
    },
  },
  // Istio
  VirtualService: {
    group: /^networking\.istio\.io$/,
    services: (spec) => {
      // Without a gateway it is for traffic inside of the mesh.
      if (!texts(spec.gateways).some((gateway) => gateway !== "mesh")) return [];
      const routes = [...maps(spec.http), ...maps(spec.tls), ...maps(spec.tcp)].flatMap(({ route }) => maps(route));
      return routes.map(({ destination }) => byHost(asText(mapAt(destination).host)));
    },
    isEncrypted: () => undefined,
  },
  Gateway: {
    group: /^networking\.istio\.io$/,
    services: () => [],
    isEncrypted: (spec) => {
      const servers = maps(spec.servers);
      const isPlain = servers.some(({ port }) => /^HTTP2?$/.test(asText(mapAt(port).protocol)));
      return isPlain ? servers.some(({ tls }) => asMap(tls) !== undefined) : undefined;
    },
  },
};

/** Kinds of routes that the readers of manifests must let through. */
export const ROUTE_KINDS = Object.keys(KINDS);

export function* factsOfOtherRoute({
  kind,
  group,
  title,
  name,
  namespace,
  object,
  at,
}: Manifest): Iterable<Ingress | IngressEncryption> {
  const known = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (known === undefined || !known.group.test(group)) return;
  const spec = mapAt(object, "spec");
  const about = { at: at([]), subject: subject("workload", title) };
  const services = known.services(spec).map((one) => ({ namespace: one.namespace || namespace, name: one.name ?? "" }));
  if (services.length > 0) yield { kind: "kubernetes-ingress", ...about, name, namespace, services, gateways: [] };
  const isEncrypted = known.isEncrypted(spec);
  if (isEncrypted !== undefined) yield { kind: "ingress-encryption", ...about, ingress: title, isEncrypted };
}

function named({ name, namespace }: Mapping): Partial<Named> {
  return { name: asText(name), namespace: asText(namespace) };
}

/** `web`, `web.shop`, `web.shop.svc.cluster.local`. */
function byHost(host: string): Partial<Named> {
  const [name = "", namespace = ""] = host.slice(0, 500).split(".");
  return { name, namespace };
}
