import { type GapFact, gapAt } from "../../core/reader.ts";
import { subject } from "../../core/subject.ts";
import { asList, asMap, asNumber, asText, type Mapping, mapAt, textMap, texts } from "../../documents/shape.ts";
import type { Ingress, IngressAnnotation, Service } from "./facts.ts";
import { type Manifest, MOST_ENTRIES } from "./manifest.ts";

/** Annotations by which the clouds keep a load balancer inside, and the values that do. */
const INTERNAL: readonly (readonly [RegExp, RegExp])[] = [
  [/^service\.beta\.kubernetes\.io\/.*load-?balancer-internal$/, /^(?:true|0\.0\.0\.0\/0)$/i],
  [
    /^service\.beta\.kubernetes\.io\/(?:aws-load-balancer-scheme|oci-load-balancer-internal|internal-load-balancer)$/,
    /^(?:internal|true)$/i,
  ],
  [/^(?:networking\.gke\.io|cloud\.google\.com)\/load-balancer-type$/, /^internal$/i],
  [/^service\.kubernetes\.io\/.*(?:internal|private)/, /^(?:true|private)$/i],
];

const SOURCE_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges";

export function factsOfService({ title, name, namespace, annotations, object, at, atKey }: Manifest): Service {
  const spec = mapAt(object, "spec");
  const marks = textMap(annotations);
  const written = texts(spec.loadBalancerSourceRanges);
  return {
    kind: "kubernetes-service",
    at: spec.type === undefined ? at([]) : atKey(["spec", "type"]),
    subject: subject("workload", title),
    name,
    namespace,
    type: asText(spec.type) || "ClusterIP",
    selector: textMap(spec.selector),
    ports: asList(spec.ports).flatMap((port) => asNumber(asMap(port)?.port) ?? []),
    sourceRanges:
      written.length > 0
        ? written
        : (marks[SOURCE_RANGES] ?? "")
            .split(",")
            .map((range) => range.trim())
            .filter(Boolean),
    isInternal: isInternal(marks) || asText(spec.loadBalancerClass) === "tailscale",
    externalAddresses: texts(spec.externalIPs),
  };
}

function isInternal(annotations: Readonly<Record<string, string>>): boolean {
  return Object.entries(annotations).some(([name, value]) =>
    INTERNAL.some(([key, inside]) => key.test(name.slice(0, 300)) && inside.test(value)),
  );
}

export function* factsOfIngress({
  title,
  name,
  namespace,
  annotations,
  object,
  at,
  atKey,
}: Manifest): Iterable<Ingress | IngressAnnotation | GapFact> {
  const about = subject("workload", title);
  yield {
    kind: "kubernetes-ingress",
    at: at([]),
    subject: about,
    name,
    namespace,
    services: [...new Set(backends(mapAt(object, "spec")))].map((service) => ({ namespace, name: service })),
    gateways: [],
  };
  const names = Object.keys(annotations);
  if (names.length > MOST_ENTRIES) yield gapAt(at([]), `${names.length} annotations, more than are looked at`);
  else
    for (const annotation of names) {
      yield {
        kind: "ingress-annotation",
        at: atKey(["metadata", "annotations", annotation]),
        subject: about,
        ingress: title,
        name: annotation,
      };
    }
}

/** Both forms: `service.name` of today, `serviceName` of before 1.19. */
function backends(spec: Mapping): string[] {
  const paths = asList(spec.rules).flatMap((rule) => asList(mapAt(rule, "http").paths));
  const all = [...paths.map((path) => mapAt(path, "backend")), mapAt(spec, "defaultBackend"), mapAt(spec, "backend")];
  return all.map((backend) => asText(mapAt(backend, "service").name) || asText(backend.serviceName)).filter(Boolean);
}
