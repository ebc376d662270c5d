import { subject } from "../../../core/subject.ts";
import { asList, asMap, type Mapping, mapAt, maps, texts } from "../../../documents/shape.ts";
import type { Manifest } from "../manifest.ts";
import type { IngressEncryption, NetworkPolicy, Passage } from "./facts.ts";
import { openedMetadata } from "./metadata-address.ts";

export function factsOfNetworkPolicy({ title, namespace, object, at }: Manifest): NetworkPolicy {
  const spec = mapAt(object, "spec");
  const selector = mapAt(spec, "podSelector");
  const types = texts(spec.policyTypes);
  const isSaid = (type: string, byDefault: boolean) => (types.length > 0 ? types.includes(type) : byDefault);
  return {
    kind: "network-policy",
    at: at([]),
    subject: subject("workload", title),
    title,
    namespace,
    isForAll: isEmpty(selector.matchLabels) && asList(selector.matchExpressions).length === 0,
    ingress: isSaid("Ingress", true) ? passage(spec.ingress, "from") : "unsaid",
    egress: isSaid("Egress", spec.egress !== undefined) ? passage(spec.egress, "to") : "unsaid",
    metadata: openedMetadata(spec.egress),
  };
}

/** A rule that names no peers lets all of them through; one that names no ports, all of those. */
function passage(rules: unknown, peers: "from" | "to"): Passage {
  const all = asList(rules);
  if (all.length === 0) return "none";
  const isOpen = all.some((value) => {
    const rule = asMap(value) ?? {};
    if (asList(rule.ports).length > 0) return false;
    const named = maps(rule[peers]);
    return named.length === 0 || named.some(isEverybody);
  });
  return isOpen ? "all" : "some";
}

function isEverybody({ ipBlock, podSelector, namespaceSelector }: Mapping): boolean {
  const { cidr, except } = mapAt(ipBlock);
  if (cidr === "0.0.0.0/0" || cidr === "::/0") return asList(except).length === 0;
  return podSelector === undefined &&
    asMap(namespaceSelector) !== undefined &&
    isEmpty(mapAt(namespaceSelector).matchLabels)
    ? asList(mapAt(namespaceSelector).matchExpressions).length === 0
    : false;
}

function isEmpty(labels: unknown): boolean {
  return Object.keys(asMap(labels) ?? {}).length === 0;
}

/** Annotations by which load balancers of the clouds, and controllers, take their certificate from elsewhere. */
const CERTIFICATES =
  /^(?:alb\.ingress\.kubernetes\.io\/certificate-arn|networking\.gke\.io\/managed-certificates|ingress\.gcp\.kubernetes\.io\/pre-shared-cert|appgw\.ingress\.kubernetes\.io\/appgw-ssl-certificate|traefik\.ingress\.kubernetes\.io\/router\.tls|kubernetes\.io\/tls-acme|haproxy\.org\/ssl-certificate|nginx\.ingress\.kubernetes\.io\/ssl-passthrough)$/;

export function ingressEncryption({ title, annotations, object, at }: Manifest): IngressEncryption {
  const isTailscale = mapAt(object, "spec").ingressClassName === "tailscale";
  return {
    kind: "ingress-encryption",
    at: at([]),
    subject: subject("workload", title),
    ingress: title,
    isEncrypted:
      isTailscale ||
      asList(mapAt(object, "spec").tls).length > 0 ||
      Object.keys(annotations).some((name) => CERTIFICATES.test(name)),
  };
}
