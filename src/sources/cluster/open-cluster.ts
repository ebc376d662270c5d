import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClusterAccess, readClusterAccess } from "../../connect/kubernetes/kubeconfig.ts";
import {
  type KubernetesObject,
  listObjects,
  NotListed,
  type Resource,
  serverVersion,
} from "../../connect/kubernetes/list-objects.ts";
import type { ClusterVersionFact } from "../../core/cluster.ts";
import type { ComponentFact } from "../../core/component.ts";
import { WaybillError } from "../../core/errors.ts";
import type { Gap } from "../../core/gap.ts";
import type { Limits } from "../../core/limits.ts";
import type { Network } from "../../core/network.ts";
import type { Opened } from "../../core/source.ts";
import { listDirectory } from "../files/list-directory.ts";
import { fileStrata } from "../files/open-directory.ts";

const of = (apiVersion: string, kinds: Readonly<Record<string, string>>, isExtension = false): Resource[] =>
  Object.entries(kinds).map(([plural, kind]) => ({
    path: `${apiVersion === "v1" ? "/api/v1" : `/apis/${apiVersion}`}/${plural}`,
    apiVersion,
    kind,
    isExtension,
  }));

/** What is asked for, and nothing else; Secrets never are. `deploy` has the role that allows it. */
export const RESOURCES: readonly Resource[] = [
  ...of("v1", {
    namespaces: "Namespace",
    nodes: "Node",
    pods: "Pod",
    replicationcontrollers: "ReplicationController",
    services: "Service",
    serviceaccounts: "ServiceAccount",
    configmaps: "ConfigMap",
  }),
  ...of("apps/v1", {
    deployments: "Deployment",
    daemonsets: "DaemonSet",
    statefulsets: "StatefulSet",
    replicasets: "ReplicaSet",
  }),
  ...of("batch/v1", { jobs: "Job", cronjobs: "CronJob" }),
  ...of("networking.k8s.io/v1", { ingresses: "Ingress", networkpolicies: "NetworkPolicy" }),
  ...of("admissionregistration.k8s.io/v1", {
    validatingwebhookconfigurations: "ValidatingWebhookConfiguration",
    mutatingwebhookconfigurations: "MutatingWebhookConfiguration",
    validatingadmissionpolicies: "ValidatingAdmissionPolicy",
    validatingadmissionpolicybindings: "ValidatingAdmissionPolicyBinding",
  }),
  ...of(
    "gateway.networking.k8s.io/v1",
    { gateways: "Gateway", httproutes: "HTTPRoute", grpcroutes: "GRPCRoute" },
    true,
  ),
  ...of("gateway.networking.k8s.io/v1beta1", { referencegrants: "ReferenceGrant" }, true),
  ...of("route.openshift.io/v1", { routes: "Route" }, true),
  ...of("traefik.io/v1alpha1", { ingressroutes: "IngressRoute", ingressroutetcps: "IngressRouteTCP" }, true),
  ...of("projectcontour.io/v1", { httpproxies: "HTTPProxy" }, true),
  ...of("networking.istio.io/v1", { virtualservices: "VirtualService", gateways: "Gateway" }, true),
  ...of("rbac.authorization.k8s.io/v1", {
    roles: "Role",
    clusterroles: "ClusterRole",
    rolebindings: "RoleBinding",
    clusterrolebindings: "ClusterRoleBinding",
  }),
];

export interface ClusterWishes {
  readonly network: Network;
  readonly limits: Limits;
  readonly signal?: AbortSignal;
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Opens a live cluster as a tree of its objects, `NAMESPACE/kind.name.json`, in a folder of its own that is gone when it is
 * closed. What others made for their own ends (pods of a Deployment) is left out, for it says what its maker says. Only lists
 * are asked for; what is not shown is a gap.
 *
 * @param context of the kubeconfig; empty for the current one
 */
export async function openCluster(context: string, wishes: ClusterWishes): Promise<Opened> {
  const { network, limits, signal, environment } = wishes;
  const access = readClusterAccess(context, environment);
  const root = mkdtempSync(join(tmpdir(), "waybill-cluster-"));
  const close = async () => rmSync(root, { recursive: true, force: true });
  try {
    const { gaps, owned, kubelets } = await fetchInto(root, access, network, limits, signal);
    const version = await versionOf(access, network, gaps, signal);
    const listed = listDirectory(root, { skipGit: false, oneFileSystem: false, limits, signal });
    return {
      target: { kind: "cluster", ref: `cluster:${access.name}` },
      strata: fileStrata("directory", root, listed.entries),
      facts: [...version, ...programsIn(access.name, [...version.map((one) => one.version), ...kubelets])],
      gaps: [...gaps, ...listed.gaps],
      leftOut: owned > 0 ? { "made by another object": owned } : {},
      identity: access.server,
      root,
      close,
    };
  } catch (fault) {
    await close();
    throw fault;
  }
}

async function fetchInto(
  root: string,
  access: ClusterAccess,
  network: Network,
  limits: Limits,
  signal?: AbortSignal,
): Promise<{ gaps: Gap[]; owned: number; kubelets: ReadonlySet<string> }> {
  const gaps: Gap[] = [];
  const kubelets = new Set<string>();
  let [owned, written] = [0, 0];
  for (const resource of RESOURCES) {
    try {
      for await (const object of listObjects(access, resource, network, signal)) {
        if (isOwned(object)) owned++;
        else if (++written > limits.entries) break;
        else {
          const version = kubeletOf(object);
          if (version !== "") kubelets.add(version);
          writeObject(root, resource.kind, object);
        }
      }
    } catch (fault) {
      if (!(fault instanceof NotListed)) throw fault;
      if (resource.isExtension && fault.isUnknown) continue; // a cluster that never had it has none of it
      gaps.push({ where: `${access.name}: ${resource.path}`, reason: `${resource.kind}: ${fault.message}` });
    }
  }
  if (written > limits.entries) gaps.push({ where: access.name, reason: `more than ${limits.entries} objects` });
  if (RESOURCES.every(({ path }) => gaps.some(({ where }) => where === `${access.name}: ${path}`))) {
    throw new WaybillError(
      "connect/cluster-shows-nothing",
      `${access.name} shows none of its objects: ${gaps[0]?.reason.replace(/^\w+: /, "")}.`,
      "Bind the account to the role in deploy/cluster-reader.yaml.",
    );
  }
  return { gaps, owned, kubelets };
}

/** What the API server says that it is; a gap where it does not. */
async function versionOf(
  access: ClusterAccess,
  network: Network,
  gaps: Gap[],
  signal: AbortSignal | undefined,
): Promise<ClusterVersionFact[]> {
  try {
    const version = await serverVersion(access, network, signal);
    return [{ kind: "cluster-version", at: { ref: access.name }, version }];
  } catch (fault) {
    if (!(fault instanceof NotListed)) throw fault;
    gaps.push({ where: `${access.name}: /version`, reason: fault.message });
    return [];
  }
}

function kubeletOf(object: KubernetesObject): string {
  const version = nodeInfoOf(object)?.kubeletVersion;
  return typeof version === "string" ? version : "";
}

function nodeInfoOf({ kind, status }: KubernetesObject): { readonly kubeletVersion?: unknown } | undefined {
  if (kind !== "Node") return undefined;
  return (status as { readonly nodeInfo?: { readonly kubeletVersion?: unknown } } | null | undefined)?.nodeInfo;
}

/** The API server and the kubelets as components, for advisories; without what a vendor hangs on their versions. */
function programsIn(name: string, versions: readonly string[]): ComponentFact[] {
  const plain = versions.flatMap((version) => /^v\d{1,3}\.\d{1,3}\.\d{1,3}/.exec(version)?.[0] ?? []);
  return [...new Set(plain)].toSorted().map((version) => ({
    kind: "component",
    at: { ref: name },
    component: {
      purl: `pkg:golang/k8s.io/kubernetes@${version}`,
      type: "golang",
      name: "k8s.io/kubernetes",
      version,
      licenses: ["Apache-2.0"],
      relation: "installed",
      dependsOn: [],
      occurrences: [{ ref: name }],
    },
  }));
}

/** A pod that a node's own file describes is owned by its Node, and stands for itself. */
function isOwned({ metadata }: KubernetesObject): boolean {
  const owners = (metadata as { ownerReferences?: unknown }).ownerReferences;
  return Array.isArray(owners) && owners.some((owner) => owner?.controller === true && owner.kind !== "Node");
}

/** Folders that readers of manifests pass by in a repository, where they hold others' code. */
const PASSED_BY = /^(?:node_modules|vendor)$/;

const APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** What changes with every look, and what only repeats the object, is left out. */
function writeObject(root: string, kind: string, object: KubernetesObject): void {
  const { name, namespace } = object.metadata;
  const { annotations, ...metadata } = object.metadata as { readonly annotations?: object };
  const kept = { ...metadata, managedFields: undefined, annotations: { ...annotations, [APPLIED]: undefined } };
  const folder = join(root, folderFor(namespace));
  mkdirSync(folder, { recursive: true });
  const whole = JSON.stringify({ ...object, status: statusOf(object), metadata: kept }, undefined, 2);
  writeFileSync(join(folder, `${kind.toLowerCase()}.${fileName(name)}.json`), `${whole}\n`, { mode: 0o600 });
}

/** Of what is now and then nothing is judged but what a node runs. */
function statusOf(object: KubernetesObject): object | undefined {
  const nodeInfo = nodeInfoOf(object);
  return nodeInfo === undefined ? undefined : { nodeInfo };
}

function folderFor(namespace: string | undefined): string {
  if (namespace === undefined) return "cluster-wide";
  if (!/^[a-z0-9-]{1,63}$/.test(namespace)) return "strange";
  return PASSED_BY.test(namespace) ? `${namespace}-namespace` : namespace;
}

/** Names of roles may hold colons and stars; none may lead out of the folder, or fall together with another. */
function fileName(name: string): string {
  const safe = name.replace(/[^\w.:-]/g, "_").slice(0, 200);
  return safe === name ? safe : `${safe}-${createHash("sha256").update(name).digest("hex").slice(0, 8)}`;
}
