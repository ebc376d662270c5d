import { subject } from "../../../core/subject.ts";
import { asText, type Mapping, mapAt, maps, textMap } from "../../../documents/shape.ts";
import type { Ingress } from "../facts.ts";
import type { Manifest } from "../manifest.ts";
import type { IngressEncryption } from "../network/facts.ts";
import type { Gateway, Named, ReferenceGrant } from "./facts.ts";

/** https://gateway-api.sigs.k8s.io/reference/spec/ */
export const GATEWAY_GROUP = "gateway.networking.k8s.io";

const ROUTES = new Set(["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"]);

export const GATEWAY_KINDS = ["Gateway", "ReferenceGrant", ...ROUTES];

/** Classes and annotations by which a Gateway's address lies inside. */
const INTERNAL_CLASS = /(?:^|-)(?:rilb|internal|private)(?:-|$)/;
const INTERNAL_NOTE = /internal|private/i;

export function* factsOfGatewayApi(
  manifest: Manifest,
): Iterable<Gateway | Ingress | IngressEncryption | ReferenceGrant> {
  const { kind } = manifest;
  if (kind === "Gateway") yield* factsOfGateway(manifest);
  else if (kind === "ReferenceGrant") yield grantOf(manifest);
  else if (ROUTES.has(kind)) yield routeOf(manifest);
}

function* factsOfGateway({
  title,
  name,
  namespace,
  annotations,
  object,
  at,
}: Manifest): Iterable<Gateway | IngressEncryption> {
  const spec = mapAt(object, "spec");
  const listeners = maps(spec.listeners);
  const about = { at: at([]), subject: subject("workload", title) };
  yield {
    kind: "kubernetes-gateway",
    ...about,
    title,
    namespace,
    name,
    isInternal: isInternal(spec, annotations),
    openListeners: listeners
      .filter((listener) => mapAt(listener, "allowedRoutes", "namespaces").from === "All")
      .map((listener) => asText(listener.name)),
  };
  const protocols = listeners.map(({ protocol }) => asText(protocol));
  // A listener without encryption beside one with it is most often there to lead to it.
  if (protocols.includes("HTTP"))
    yield {
      kind: "ingress-encryption",
      ...about,
      ingress: title,
      isEncrypted: protocols.some((protocol) => protocol === "HTTPS" || protocol === "TLS"),
    };
}

function isInternal(spec: Mapping, annotations: Mapping): boolean {
  const notes = { ...textMap(annotations), ...textMap(mapAt(spec, "infrastructure").annotations) };
  return (
    INTERNAL_CLASS.test(asText(spec.gatewayClassName)) ||
    Object.entries(notes).some(
      ([key, value]) =>
        /load-?balancer/i.test(key) && (INTERNAL_NOTE.test(key) ? value !== "false" : INTERNAL_NOTE.test(value)),
    )
  );
}

/** A route that hangs on a Service is for traffic inside of a mesh. */
function routeOf({ title, name, namespace, object, at }: Manifest): Ingress {
  const spec = mapAt(object, "spec");
  const parents = maps(spec.parentRefs);
  const gateways = parents
    .filter(({ kind }) => kind === undefined || kind === "Gateway")
    .map((ref) => named(ref, namespace));
  const backends = maps(spec.rules).flatMap((rule) => maps(rule.backendRefs));
  const services = backends
    .filter(({ kind }) => kind === undefined || kind === "Service")
    .map((ref) => named(ref, namespace));
  const isInside = parents.length > 0 && gateways.length === 0;
  return {
    kind: "kubernetes-ingress",
    at: at([]),
    subject: subject("workload", title),
    name,
    namespace,
    services: isInside ? [] : services,
    gateways,
  };
}

function named(ref: Mapping, own: string): Named {
  return { namespace: asText(ref.namespace) || own, name: asText(ref.name) };
}

function grantOf({ title, object, at }: Manifest): ReferenceGrant {
  const spec = mapAt(object, "spec");
  return {
    kind: "reference-grant",
    at: at([]),
    subject: subject("workload", title),
    title,
    from: [...new Set(maps(spec.from).map(({ namespace }) => asText(namespace)))],
    whole: [
      ...new Set(
        maps(spec.to)
          .filter(({ name }) => asText(name) === "")
          .map(({ kind }) => asText(kind)),
      ),
    ],
  };
}
