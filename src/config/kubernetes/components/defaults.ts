import type { ControlComponent } from "./facts.ts";

type Defaults = ReadonlyMap<string, string>;

/**
 * What a component does when a flag is absent: the reference of its command line for Kubernetes 1.34,
 * https://kubernetes.io/docs/reference/command-line-tools-reference/. Empty means that nothing is set.
 */
const BY_FLAG: Readonly<Record<Exclude<ControlComponent, "etcd">, Defaults>> = {
  "kube-apiserver": new Map([
    ["anonymous-auth", "true"],
    ["authorization-mode", "AlwaysAllow"],
    ["profiling", "true"],
    ["audit-log-path", ""],
    ["encryption-provider-config", ""],
    ["enable-admission-plugins", ""], // beyond those that are on by default, of which NodeRestriction is none
    ["disable-admission-plugins", ""],
    ["kubelet-certificate-authority", ""],
    ["token-auth-file", ""],
    ["basic-auth-file", ""], // gone since 1.19
    ["insecure-port", "0"], // fixed at 0 since 1.20, gone since 1.24
    ["service-account-lookup", "true"],
    ["tls-min-version", ""], // Go's, which is 1.2
    ["tls-cipher-suites", ""],
    ["etcd-servers", ""],
  ]),
  "kube-controller-manager": new Map([
    ["profiling", "true"],
    ["use-service-account-credentials", "false"],
    ["tls-min-version", ""],
    ["tls-cipher-suites", ""],
  ]),
  "kube-scheduler": new Map([
    ["profiling", "true"],
    ["tls-min-version", ""],
    ["tls-cipher-suites", ""],
  ]),
  kubelet: new Map([
    ["anonymous-auth", "true"],
    ["authorization-mode", "AlwaysAllow"],
    ["read-only-port", "10255"],
    ["tls-min-version", ""],
    ["tls-cipher-suites", ""],
  ]),
};

/**
 * What kubeadm sets itself where its configuration says nothing (1.34,
 * https://kubernetes.io/docs/reference/setup-tools/kubeadm/implementation-details/).
 */
const BY_KUBEADM: Readonly<Partial<Record<ControlComponent, Defaults>>> = {
  "kube-apiserver": new Map([
    ["authorization-mode", "Node,RBAC"],
    ["enable-admission-plugins", "NodeRestriction"],
  ]),
  "kube-controller-manager": new Map([["use-service-account-credentials", "true"]]),
};

/**
 * Fields of KubeletConfiguration (kubelet.config.k8s.io/v1beta1, 1.34) that stand for flags. Their defaults are safer than
 * those of the flags: a kubelet that has such a file goes by these.
 */
export const KUBELET_FIELDS: readonly {
  readonly flag: string;
  readonly path: readonly string[];
  readonly byDefault: string;
}[] = [
  { flag: "anonymous-auth", path: ["authentication", "anonymous", "enabled"], byDefault: "false" },
  { flag: "authorization-mode", path: ["authorization", "mode"], byDefault: "Webhook" },
  { flag: "read-only-port", path: ["readOnlyPort"], byDefault: "0" },
  { flag: "tls-min-version", path: ["tlsMinVersion"], byDefault: "" },
  { flag: "tls-cipher-suites", path: ["tlsCipherSuites"], byDefault: "" },
];

/** The flags that are looked at, and what holds where they are absent. */
export function defaultsOf(component: Exclude<ControlComponent, "etcd">, madeByKubeadm: boolean): Defaults {
  const plain = BY_FLAG[component];
  const more = madeByKubeadm ? BY_KUBEADM[component] : undefined;
  return more === undefined ? plain : new Map([...plain, ...more]);
}

/** Flags that take no word after them, but only `=true` and `=false`. */
export const SWITCHES: ReadonlySet<string> = new Set([
  "anonymous-auth",
  "profiling",
  "service-account-lookup",
  "use-service-account-credentials",
  "allow-privileged",
  "leader-elect",
  "rotate-certificates",
  "protect-kernel-defaults",
  "client-cert-auth",
  "peer-client-cert-auth",
  "auto-tls",
  "peer-auto-tls",
]);

/** Flags by which other files, which may lie anywhere, decide instead; and the flags that they decide on. */
export const ELSEWHERE: Readonly<Record<ControlComponent, ReadonlyMap<string, readonly string[] | "all">>> = {
  "kube-apiserver": new Map([
    ["authorization-config", ["authorization-mode"]],
    ["authentication-config", ["anonymous-auth"]],
  ]),
  "kube-controller-manager": new Map(),
  "kube-scheduler": new Map([["config", ["profiling"]]]),
  kubelet: new Map<string, "all">([
    ["config", "all"],
    ["config-dir", "all"],
  ]),
  etcd: new Map<string, "all">([["config-file", "all"]]),
};
