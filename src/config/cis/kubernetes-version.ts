import type { HostFiles } from "../../sources/host/host-files.ts";

/**
 * The version of Kubernetes on a node, such as `1.31`, as its files tell it: no program is started to ask. From the images
 * of static pods, and from Debian's list of packages.
 */
export function kubernetesVersion(files: HostFiles): string | undefined {
  return fromManifests(files) ?? fromPackages(files);
}

const FOLDERS = ["/etc/kubernetes/manifests", "/var/lib/rancher/rke2/agent/pod-manifests"];

function fromManifests(files: HostFiles): string | undefined {
  for (const folder of FOLDERS) {
    const names = files.list(folder);
    for (const name of "unseen" in names ? [] : names.filter((one) => one.startsWith("kube-"))) {
      const text = files.read(`${folder}/${name}`, 1024 * 1024);
      const version = typeof text === "string" ? /image:[^\n]{0,200}?:v(1\.\d{1,3})\./.exec(text)?.[1] : undefined;
      if (version !== undefined) return version;
    }
  }
  return undefined;
}

function fromPackages(files: HostFiles): string | undefined {
  const status = files.read("/var/lib/dpkg/status", 64 * 1024 * 1024);
  if (typeof status !== "string") return undefined;
  const start = status.search(/^Package: kubelet$/m);
  return start < 0 ? undefined : /^Version: (1\.\d{1,3})\./m.exec(status.slice(start, start + 4_096))?.[1];
}
