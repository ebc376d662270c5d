import * as z from "zod";
import { PodSpec } from "../../contract/admission.ts";

/** Where the pod lies in what Kubernetes can create. */
const POD_AT = new Map<string, readonly string[]>([
  ["Pod", ["spec"]],
  ["PodTemplate", ["template", "spec"]],
  ...["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job"].map(
    (kind) => [kind, ["spec", "template", "spec"]] as const,
  ),
  ["CronJob", ["spec", "jobTemplate", "spec", "template", "spec"]],
]);

/** The images that an object runs, each once; undefined where nothing says where its pod would lie, or it is no pod. */
export function imagesOf(kind: string, object: unknown): readonly string[] | undefined {
  const path = POD_AT.get(kind);
  if (path === undefined) return undefined;
  let at: unknown = object;
  for (const step of path) at = z.looseObject({}).safeParse(at).data?.[step];
  const pod = PodSpec.safeParse(at);
  if (!pod.success) return undefined;
  const { containers = [], initContainers = [], ephemeralContainers = [] } = pod.data;
  return [...new Set([...containers, ...initContainers, ...ephemeralContainers].map(({ image }) => image ?? ""))];
}
