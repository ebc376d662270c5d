import { runtimeIn, worthOf } from "../../host-paths.ts";
import type { HostVolume, Workload } from "../facts.ts";
import type { LastingWorkload } from "./facts.ts";

/** What installers of clusters start from files of the node; its node's name stands behind each. */
const COMPONENTS =
  /^(?:etcd(?:-manager-\w{1,20})?|kube-(?:apiserver|controller-manager|scheduler|proxy|vip|addon-manager|apiserver-healthcheck)|cloud-controller-manager|konnectivity-server|haproxy|keepalived|kops-controller|dns-controller)(?:-|$)/;

/** The workloads of a cluster by which an intruder would stay in it: those that a node brings back, and those that write the nodes. */
export function lastingWorkloads(workloads: readonly Workload[], volumes: readonly HostVolume[]): LastingWorkload[] {
  const written = Map.groupBy(
    volumes.filter(({ path, readOnly }) => !readOnly && (worthOf(path) !== "own" || runtimeIn(path) !== undefined)),
    ({ workload }) => workload,
  );
  return workloads.flatMap(({ at, subject, workload, namespace, isStatic }): LastingWorkload[] => {
    const [kind = "", ...names] = workload.split("/");
    if (!isStatic && kind !== "DaemonSet") return [];
    return [
      {
        kind: "lasting-workload",
        at,
        subject,
        workload,
        namespace,
        by: isStatic ? "static-pod" : "daemon-set",
        isComponent: isStatic && COMPONENTS.test(names.at(-1) ?? ""),
        writes: [...new Set(written.get(workload)?.map(({ path }) => path))].toSorted(),
      },
    ];
  });
}
