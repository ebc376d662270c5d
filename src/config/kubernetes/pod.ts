import { type Subject, subject } from "../../core/subject.ts";
import { asFlag, asList, asMap, asText, type Mapping, mapAt, textMap } from "../../documents/shape.ts";
import type { YamlPath } from "../../documents/yaml/read.ts";
import { type Container, factsOfContainer } from "./container.ts";
import type { PodFact } from "./facts.ts";
import { podFences } from "./fences.ts";
import type { Manifest } from "./manifest.ts";
import { checkedPod } from "./pod-security/controls.ts";
import { brokenControls } from "./pod-security/levels.ts";

/** Where a kind keeps its pod, and the groups in which it is that kind. */
export const PODS: Readonly<Record<string, { readonly groups: readonly string[]; readonly path: YamlPath }>> = {
  Pod: { groups: [""], path: [] },
  PodTemplate: { groups: [""], path: ["template"] },
  ReplicationController: { groups: [""], path: ["spec", "template"] },
  Deployment: { groups: ["apps", "extensions"], path: ["spec", "template"] },
  StatefulSet: { groups: ["apps"], path: ["spec", "template"] },
  DaemonSet: { groups: ["apps", "extensions"], path: ["spec", "template"] },
  ReplicaSet: { groups: ["apps", "extensions"], path: ["spec", "template"] },
  Job: { groups: ["batch"], path: ["spec", "template"] },
  DeploymentConfig: { groups: ["apps.openshift.io", ""], path: ["spec", "template"] },
  CronJob: { groups: ["batch"], path: ["spec", "jobTemplate", "spec", "template"] },
};

/** A pod inside an object: its metadata and its spec, and the way to them. */
export interface Pod {
  readonly metadata: Mapping;
  readonly spec: Mapping;
  readonly path: YamlPath;
  readonly specPath: YamlPath;
}

/** The pod that an object makes; undefined for all that makes none. */
export function podOf({ kind, group, object }: Manifest): Pod | undefined {
  const known = Object.hasOwn(PODS, kind) ? PODS[kind] : undefined;
  if (known === undefined || !known.groups.includes(group)) return undefined;
  const template = mapAt(object, ...known.path.map(String));
  const spec = asMap(template.spec);
  return spec && { metadata: mapAt(template, "metadata"), spec, path: known.path, specPath: [...known.path, "spec"] };
}

export interface About {
  readonly workload: string;
  readonly subject: Subject;
}

export function* factsOfPod(manifest: Manifest, pod: Pod): Iterable<PodFact> {
  const { title, namespace, at } = manifest;
  const about: About = { workload: title, subject: subject("workload", title) };
  const { metadata, spec } = pod;
  const containers = containersOf(pod);
  const labels = textMap(metadata.labels);
  const isStatic = manifest.annotations["kubernetes.io/config.mirror"] !== undefined;
  yield { kind: "kubernetes-workload", at: at([]), ...about, namespace, labels, isStatic };
  yield* hostAccess(manifest, pod, about, containers);
  yield* podFences(manifest, pod, about, containers);
  if (!containers.every(({ isFragment }) => isFragment)) {
    const broken = brokenControls(checkedPod(metadata, spec));
    yield { kind: "pod-controls", at: at([]), ...about, namespace, broken };
    const key = [...pod.specPath, "automountServiceAccountToken"];
    const isSet = spec.automountServiceAccountToken !== undefined;
    const account = asText(spec.serviceAccountName) || asText(spec.serviceAccount) || "default";
    yield {
      kind: "service-token",
      at: isSet ? manifest.atKey(key) : at([]),
      ...about,
      namespace,
      mounted: asFlag(spec.automountServiceAccountToken),
      account,
    };
  }
  for (const container of containers) yield* factsOfContainer(manifest, pod, about, container);
}

function containersOf({ spec, specPath }: Pod): Container[] {
  return ["initContainers", "containers", "ephemeralContainers"].flatMap((list) =>
    asList(spec[list]).flatMap((value, index) => {
      const container = asMap(value);
      if (container === undefined) return [];
      const name = asText(container.name) || `${list}[${index}]`;
      return {
        name,
        spec: container,
        path: [...specPath, list, index],
        isFragment: typeof container.image !== "string",
      };
    }),
  );
}

function* hostAccess(
  manifest: Manifest,
  { spec, specPath }: Pod,
  about: About,
  containers: readonly Container[],
): Iterable<PodFact> {
  for (const namespace of ["hostPID", "hostIPC", "hostNetwork"]) {
    if (spec[namespace] === true)
      yield { kind: "host-namespace", at: manifest.atKey([...specPath, namespace]), ...about, namespace };
  }
  if (spec.shareProcessNamespace === true) {
    const at = manifest.atKey([...specPath, "shareProcessNamespace"]);
    yield { kind: "shared-processes", at, ...about, containers: containers.length };
  }
  const written = writtenVolumes(containers);
  for (const [index, value] of asList(spec.volumes).entries()) {
    const path = mapAt(value, "hostPath").path;
    if (typeof path !== "string") continue;
    const at = manifest.atKey([...specPath, "volumes", index, "hostPath", "path"]);
    yield { kind: "host-volume", at, ...about, path, readOnly: !written.has(asText(asMap(value)?.name)) };
  }
}

/** The volumes that some container may write; one that nobody mounts harms nobody. */
function writtenVolumes(containers: readonly Container[]): Set<string> {
  const mounts = containers.flatMap(({ spec }) => asList(spec.volumeMounts).map((mount) => asMap(mount) ?? {}));
  return new Set(mounts.filter(({ readOnly }) => readOnly !== true).map(({ name }) => asText(name)));
}
