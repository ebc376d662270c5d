import type { JudgedFact, Signals } from "../../core/fact.ts";
import { compareText } from "../../core/order.ts";
import type { Place } from "../../core/place.ts";
import { subjectOf } from "../../core/subject.ts";
import type { Ingress, Service, Workload } from "./facts.ts";
import { isTogether } from "./places.ts";
import type { Gateway, Named } from "./routes/facts.ts";

/** Services that may lead to one workload and are tried; of more only the ranking suffers. */
const MOST_CANDIDATES = 200;

type Exposure = NonNullable<Signals["exposure"]>;

/**
 * Which workloads can be reached from outside, by their `exposureKey`: those that a load balancer, a node's port, an
 * Ingress or a route leads to. They meet by labels in one namespace; where no namespace is written, only files of the same
 * folder or of one above it are taken to belong together.
 */
export function exposures(
  workloads: readonly Workload[],
  services: readonly Service[],
  ingresses: readonly Ingress[],
  gateways: readonly Gateway[],
): ReadonlyMap<string, Exposure> {
  const inside = new Set(gateways.filter(({ isInternal }) => isInternal).map(keyOf));
  const isOutside = (ingress: Ingress) =>
    ingress.gateways.length === 0 || !ingress.gateways.every((one) => inside.has(keyOf(one)));
  const open = openServices(services, ingresses.filter(isOutside));
  const exposed = new Map<string, Exposure>();
  for (const workload of workloads) {
    const candidates = Object.entries(workload.labels).flatMap(
      (label) => open.get(meeting(workload.namespace, label))?.slice(0, MOST_CANDIDATES) ?? [],
    );
    const ways = candidates.filter(({ service }) => selects(service, workload) && together(service, workload));
    const [first] = ways.map(({ way }) => way).sort(compareText);
    if (first !== undefined)
      exposed.set(exposureKey(workload), { level: "public", because: `${first} leads to it from outside` });
  }
  return exposed;
}

interface OpenService {
  readonly service: Service;
  readonly way: string;
}

/** The Services that are open to the outside, by namespace and the first label that they ask for. */
function openServices(
  services: readonly Service[],
  ingresses: readonly Ingress[],
): ReadonlyMap<string, readonly OpenService[]> {
  const behind = new Map<string, Ingress[]>();
  for (const ingress of ingresses) {
    for (const service of ingress.services) file(behind, keyOf(service), ingress);
  }
  const open = new Map<string, OpenService[]>();
  for (const service of services) {
    const way = wayIn(service, behind.get(keyOf(service)) ?? []);
    const [label] = Object.entries(service.selector);
    if (way === undefined || label === undefined) continue;
    file(open, meeting(service.namespace, label), { service, way });
  }
  return open;
}

function file<T>(shelf: Map<string, T[]>, under: string, thing: T): void {
  const known = shelf.get(under);
  if (known === undefined) shelf.set(under, [thing]);
  else known.push(thing);
}

function keyOf({ namespace, name }: Named): string {
  return `${namespace}\0${name}`;
}

function meeting(namespace: string, [key, value]: readonly [string, string]): string {
  return [namespace, key, value].join("\0");
}

/** Two workloads of one name in two files may be two programs. */
export function exposureKey({ subject, at }: Pick<JudgedFact, "subject" | "at">): string {
  return `${subjectOf(subject).name}\0${at.path ?? ""}`;
}

function wayIn(service: Service, ingresses: readonly Ingress[]): string | undefined {
  const { name } = subjectOf(service.subject);
  if (service.type === "LoadBalancer" && !service.isInternal) return `${name} (LoadBalancer)`;
  if (service.type === "NodePort") return `${name} (NodePort)`;
  // A route that names the Service's namespace means that one, wherever its file lies.
  const ingress = ingresses.find(
    (candidate) => candidate.namespace !== service.namespace || together(candidate, service),
  );
  return ingress && subjectOf(ingress.subject).name;
}

function selects({ selector }: Service, { labels }: Workload): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

interface Placed {
  readonly namespace: string;
  readonly at: Place;
}

function together(a: Placed, b: Placed): boolean {
  if (a.namespace !== b.namespace) return false;
  return a.namespace !== "" || isTogether(a.at, b.at);
}
