/** Sockets of container runtimes, and what stands behind them. */
const SOCKETS: readonly (readonly [RegExp, string])[] = [
  [/^\/(?:var\/)?run\/docker(?:\.sock|\/docker\.sock)?$/, "Docker"],
  [/^\/(?:var\/)?run\/(?:k3s\/)?containerd(?:\/containerd\.sock)?$/, "containerd"],
  [/^\/(?:var\/)?run\/crio(?:\/crio\.sock)?$/, "CRI-O"],
  [/^\/(?:var\/)?run\/podman(?:\/podman\.sock)?$/, "Podman"],
  [/^\/(?:var\/)?run\/(?:cri-dockerd|dockershim|frakti|rkt)\.sock$/, "the container runtime"],
];

/** The runtime whose socket lies at a path, or straight in it. */
export function runtimeIn(path: string): string | undefined {
  const plain = normal(path);
  return SOCKETS.find(([pattern]) => pattern.test(plain))?.[1];
}

/** Folders that hold a node's secrets, or those of its pods: to read them is enough. */
const SECRET = ["/etc", "/root", "/home", "/proc", "/var/lib/kubelet", "/var/lib/etcd", "/var/lib/rancher", "/var/log"];

/** Folders from which a node is taken over by whoever writes there. */
const LIVING = [
  "/var/lib/docker",
  "/var/lib/containerd",
  "/var/run",
  "/run",
  "/sys",
  "/dev",
  "/boot",
  "/usr",
  "/bin",
  "/sbin",
  "/lib",
  "/opt/cni",
];

/** Files below them that are the same on every machine and tell nothing. */
const HARMLESS = new Set([
  "/etc/localtime",
  "/etc/timezone",
  "/etc/os-release",
  "/usr/share/zoneinfo",
  "/usr/share/ca-certificates",
  "/etc/ssl/certs",
  "/etc/ssl",
  "/lib/modules",
  "/usr/lib/modules",
  "/usr/src",
  "/dev/shm",
  "/dev/null",
]);

/** Parts of /etc that tell nothing when they are read, and give the node away when they are written. */
const PLAIN = [
  "/etc/passwd",
  "/etc/group",
  "/etc/hosts",
  "/etc/hostname",
  "/etc/resolv.conf",
  "/etc/machine-id",
  "/etc/systemd",
  "/etc/cni",
];

/**
 * What a path of a node is worth to an intruder: `secret` to read, `living` to write, `own` where it is nothing of
 * the node's.
 */
export function worthOf(path: string): "secret" | "living" | "own" {
  const plain = normal(path);
  const isIn = (folder: string) => plain === folder || plain.startsWith(`${folder}/`);
  if (HARMLESS.has(plain)) return "own";
  if (PLAIN.some(isIn)) return "living";
  if (["/", "/var", "/var/lib"].includes(plain) || SECRET.some(isIn)) return "secret";
  return LIVING.some(isIn) ? "living" : "own";
}

function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
