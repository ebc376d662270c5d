import type { Place } from "../../core/place.ts";
import { type GapFact, gapAt } from "../../core/reader.ts";
import { subject } from "../../core/subject.ts";
import type { HostFiles } from "../../sources/host/host-files.ts";
import type { HostProcess, ProcessView } from "../../sources/host/processes.ts";
import { componentIn, factsOfCommand, flagsOf } from "../kubernetes/components/component-command.ts";
import type { ComponentFact, KubeletFile } from "../kubernetes/components/facts.ts";
import { flagOf } from "./benchmark/components.ts";
import { nameOf } from "./benchmark/judge-check.ts";
import type { NodeFile, NodeSocket } from "./facts.ts";

type Guarded = readonly [path: string, guards: NodeFile["guards"], holds: string];

/** Where kubeadm, k3s and RKE2 keep what hands over a node or a cluster; `*` stands for a name. */
const GUARDED: readonly Guarded[] = [
  ["/etc/kubernetes/admin.conf", "secret", "the cluster administrator's credentials"],
  ["/etc/kubernetes/super-admin.conf", "secret", "credentials that no authorization stops"],
  ["/etc/kubernetes/kubelet.conf", "secret", "the kubelet's credentials"],
  ["/etc/kubernetes/bootstrap-kubelet.conf", "secret", "credentials to join the cluster"],
  ["/etc/kubernetes/controller-manager.conf", "secret", "the controller manager's credentials"],
  ["/etc/kubernetes/scheduler.conf", "secret", "the scheduler's credentials"],
  ["/etc/kubernetes/pki/*.key", "secret", "a key of the cluster"],
  ["/etc/kubernetes/pki/etcd/*.key", "secret", "a key of etcd"],
  ["/etc/kubernetes/manifests/*", "settings", "from which the kubelet starts a pod of the control plane"],
  ["/var/lib/kubelet/kubeconfig", "secret", "the kubelet's credentials"],
  ["/var/lib/kubelet/pki/*.pem", "secret", "a key or certificate of the kubelet"],
  ["/var/lib/kubelet/config.yaml", "settings", "the kubelet's settings"],
  ["/var/lib/etcd", "secret", "every object of the cluster"],
  ["/etc/rancher/k3s/k3s.yaml", "secret", "the cluster administrator's credentials"],
  ["/etc/rancher/rke2/rke2.yaml", "secret", "the cluster administrator's credentials"],
  ["/var/lib/rancher/k3s/server/token", "secret", "the word that lets machines join"],
  ["/var/lib/rancher/rke2/server/token", "secret", "the word that lets machines join"],
  ["/etc/docker/daemon.json", "settings", "Docker's settings"],
  ["/etc/containerd/config.toml", "settings", "containerd's settings"],
  ["/etc/docker/certs.d/*/*.key", "secret", "Docker's key for a registry"],
];

const SOCKETS: readonly (readonly [path: string, runtime: string])[] = [
  ["/run/docker.sock", "Docker"],
  ["/run/containerd/containerd.sock", "containerd"],
  ["/run/k3s/containerd/containerd.sock", "containerd"],
  ["/run/crio/crio.sock", "CRI-O"],
  ["/run/podman/podman.sock", "Podman"],
];

/** The files of a node that it stands or falls with, as they lie there. */
export function* guardedFiles(
  files: HostFiles,
  processes: readonly HostProcess[],
): Iterable<NodeFile | NodeSocket | GapFact> {
  const named = namedByPrograms(processes);
  const seen = new Set<string>();
  for (const [pattern, guards, holds] of [...GUARDED, ...named]) {
    for (const path of pathsLike(files, pattern)) {
      const found = files.stat(path);
      const at: Place = { path: path.slice(1) };
      if ("unseen" in found) {
        if (found.unseen === "denied" || path.includes("*"))
          yield gapAt(at, "it is not shown: run as root to see who may read and write it");
        continue;
      }
      if (seen.has(found.path) || found.type === "symlink") continue;
      seen.add(found.path);
      const { user, group } = files.owners(found);
      yield {
        kind: "node-file",
        at,
        subject: subject("file", path),
        path,
        holds,
        guards,
        mode: found.mode,
        user,
        group,
      };
    }
  }
  for (const [path, runtime] of SOCKETS) {
    const found = files.stat(path);
    const at: Place = { path: path.slice(1) };
    if ("unseen" in found) {
      if (found.unseen === "denied") yield gapAt(at, "it is not shown: run as root to see who may write to it");
      continue;
    }
    yield {
      kind: "node-socket",
      at,
      subject: subject("file", path),
      path,
      runtime,
      mode: found.mode,
    };
  }
}

/** Files that running programs say that they go by, wherever they lie. */
function namedByPrograms(processes: readonly HostProcess[]): Guarded[] {
  const flags: readonly (readonly [flag: string, guards: NodeFile["guards"], holds: string])[] = [
    ["kubeconfig", "secret", "credentials"],
    ["tls-private-key-file", "secret", "the key"],
    ["key-file", "secret", "the key"],
    ["config", "settings", "the settings"],
    ["data-dir", "secret", "every object of the cluster"],
  ];
  return processes.flatMap((process) => {
    const name = nameOf(process);
    if (componentIn(name, []) === undefined) return [];
    return flags.flatMap(([flag, guards, holds]): Guarded[] => {
      const path = flagOf(process, flag);
      const whose = flag === "data-dir" ? holds : `${holds} of ${name}`;
      return path?.startsWith("/") === true ? [[path, guards, whose]] : [];
    });
  });
}

/** The paths that a pattern stands for; a folder that is not shown stands for itself, and is then told. */
function pathsLike(files: HostFiles, pattern: string): string[] {
  let paths = [""];
  for (const part of pattern.split("/").slice(1)) {
    const [before = "", after] = part.split("*");
    paths = paths.flatMap((path) => {
      if (after === undefined) return [`${path}/${part}`];
      const names = files.list(path);
      if ("unseen" in names) return names.unseen === "denied" ? [`${path}/${part}`] : [];
      return names.filter((name) => name.startsWith(before) && name.endsWith(after)).map((name) => `${path}/${name}`);
    });
  }
  return paths;
}

/** What the cluster's components that run here are told, in the words that the rules for their manifests know. */
export function* factsOfProcesses({ processes }: ProcessView): Iterable<ComponentFact | KubeletFile | GapFact> {
  for (const process of processes) {
    const [program = "", ...rest] = process.words;
    const at: Place = { ref: `process ${nameOf(process)}` };
    const found = componentIn(
      program,
      rest.map((text) => ({ text, at })),
    );
    if (found === undefined) continue;
    const about = subject("workload", `process ${found.component}`);
    yield* factsOfCommand({ component: found.component, at, subject: about, ...flagsOf(found.words) });
  }
}
