import { type GapFact, gapAt } from "../../../core/reader.ts";
import { type Subject, subject } from "../../../core/subject.ts";
import { asList, asMap, asScalar, asText, mapAt } from "../../../documents/shape.ts";
import type { YamlPath } from "../../../documents/yaml/read.ts";
import type { Manifest } from "../manifest.ts";
import type { ComponentCommand, Flag } from "./component-command.ts";
import { KUBELET_FIELDS } from "./defaults.ts";
import type { ComponentFact, ControlComponent } from "./facts.ts";

/** What a KubeletConfiguration sets, by the names of the flags. */
export function* factsOfKubelet(
  { kind, object, at, atKey }: Manifest,
  path: string,
): Iterable<ComponentFact | GapFact> {
  if (kind !== "KubeletConfiguration") return;
  for (const { flag, path: way, byDefault } of KUBELET_FIELDS) {
    const found = mapAt(object, ...way.slice(0, -1))[way.at(-1) ?? ""] ?? undefined;
    const value = Array.isArray(found) ? found.map((item) => asScalar(item) ?? "").join(",") : asScalar(found);
    const place = found === undefined ? at([]) : atKey(way);
    if (found !== undefined && (value === undefined || /\{\{|\$\{/.test(value)))
      yield gapAt(place, `the value of ${way.join(".")} is not known`);
    else {
      const about = { subject: subject("file", path), component: "kubelet", flag } as const;
      yield { kind: "component-flag", at: place, ...about, value: value ?? byDefault, written: value !== undefined };
    }
  }
}

/** Where ClusterConfiguration keeps what it adds to a component's command. */
const EXTRA: readonly { readonly component: ControlComponent; readonly path: readonly string[] }[] = [
  { component: "kube-apiserver", path: ["apiServer", "extraArgs"] },
  { component: "kube-controller-manager", path: ["controllerManager", "extraArgs"] },
  { component: "kube-scheduler", path: ["scheduler", "extraArgs"] },
  { component: "etcd", path: ["etcd", "local", "extraArgs"] },
];

/** Where other kinds hold a ClusterConfiguration: those of Cluster API. */
const HOLDERS: ReadonlyMap<string, YamlPath> = new Map([
  ["controlplane.cluster.x-k8s.io/KubeadmControlPlane", ["spec", "kubeadmConfigSpec"]],
  ["controlplane.cluster.x-k8s.io/KubeadmControlPlaneTemplate", ["spec", "template", "spec", "kubeadmConfigSpec"]],
  ["bootstrap.cluster.x-k8s.io/KubeadmConfig", ["spec"]],
  ["bootstrap.cluster.x-k8s.io/KubeadmConfigTemplate", ["spec", "template", "spec"]],
]);

/** The commands that kubeadm makes of its configuration: what it sets itself, and what is added there. */
export function commandsOfKubeadm(manifest: Manifest, path: string): ComponentCommand[] {
  const { kind, group, object } = manifest;
  const about = subject("file", path);
  const holder = HOLDERS.get(`${group}/${kind}`)?.map(String);
  if (holder !== undefined) {
    const inside = mapAt(object, ...holder);
    return [
      ...(asMap(inside.clusterConfiguration) === undefined
        ? []
        : componentsOfCluster(manifest, about, [...holder, "clusterConfiguration"])),
      ...["initConfiguration", "joinConfiguration"].flatMap((name) => kubeletOf(manifest, about, [...holder, name])),
    ];
  }
  if (group !== "kubeadm.k8s.io") return [];
  if (kind === "ClusterConfiguration") return componentsOfCluster(manifest, about, []);
  return kind === "InitConfiguration" || kind === "JoinConfiguration" ? kubeletOf(manifest, about, []) : [];
}

function componentsOfCluster(manifest: Manifest, about: Subject, way: readonly string[]): ComponentCommand[] {
  const at = manifest.at(way);
  const isFragment = manifest.kind === "KubeadmControlPlane" && !isWhole(manifest);
  return EXTRA.flatMap(({ component, path }) => {
    const flags = extraFlags(manifest, [...way, ...path]);
    if (component === "etcd" && flags.length === 0) return []; // kubeadm's own asks clients and peers
    const asked = component === "etcd" ? kubeadmEtcd(at) : [];
    return { component, subject: about, at, flags: [...asked, ...flags], madeByKubeadm: true, isFragment };
  });
}

/** Without its machines it is a patch for one that lies elsewhere. */
function isWhole({ object }: Manifest): boolean {
  return mapAt(object, "spec").machineTemplate !== undefined;
}

function kubeletOf(manifest: Manifest, about: Subject, way: readonly string[]): ComponentCommand[] {
  const at = manifest.at(way);
  const flags = extraFlags(manifest, [...way, "nodeRegistration", "kubeletExtraArgs"]);
  if (flags.length === 0) return [];
  // The rest stands in the KubeletConfiguration that kubeadm writes.
  return [{ component: "kubelet", subject: about, at, flags, isFragment: true }];
}

function kubeadmEtcd(at: Flag["at"]): Flag[] {
  return ["client-cert-auth", "peer-client-cert-auth"].map((name) => ({ name, value: "true", at }));
}

/** A map up to v1beta3, a list of names and values since v1beta4. */
function extraFlags({ object, atKey }: Manifest, way: readonly string[]): Flag[] {
  const extra = mapAt(object, ...way.slice(0, -1))[way.at(-1) ?? ""];
  const list = asList(extra).map((item, index) => ({
    name: asText(asMap(item)?.name),
    value: asMap(item)?.value,
    at: atKey([...way, index, "value"]),
  }));
  const map = Object.entries(asMap(extra) ?? {}).map(([name, value]) => ({ name, value, at: atKey([...way, name]) }));
  return [...list, ...map].flatMap(({ name, value, at }) => {
    const text = asScalar(value);
    return name === "" || text === undefined ? [] : { name, value: text, at };
  });
}
