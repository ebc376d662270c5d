import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A benchmark of our own in kube-bench's form, which asks the bench's nodes in every way that checks ask. */
export const OWN_BENCHMARK = "own-1.0";

const SETTINGS = {
  master: {
    components: ["apiserver", "scheduler", "controllermanager", "etcd"],
    apiserver: {
      bins: ["hyperkube apiserver", "kube-apiserver"],
      confs: ["/etc/kubernetes/manifests/kube-apiserver.yaml"],
      defaultconf: "/etc/kubernetes/manifests/kube-apiserver.yaml",
    },
    scheduler: {
      bins: ["kube-scheduler"],
      kubeconfig: ["/etc/kubernetes/none.conf", "/etc/kubernetes/scheduler.conf"],
      defaultkubeconfig: "/etc/kubernetes/scheduler.conf",
    },
    controllermanager: { bins: ["kube-controller-manager"] },
    etcd: { bins: ["etcd"], datadirs: ["/var/lib/etcd/default.etcd"], defaultdatadir: "/var/lib/etcd/default.etcd" },
  },
  node: {
    components: ["kubelet", "proxy"],
    kubelet: {
      bins: ["kubelet"],
      confs: ["/var/lib/kubelet/config.yaml"],
      defaultconf: "/var/lib/kubelet/config.yaml",
    },
    proxy: { bins: ["kube-proxy"] },
  },
  version_mapping: { "1.36": OWN_BENCHMARK },
  target_mapping: { [OWN_BENCHMARK]: ["master", "node"] },
};

interface Item {
  readonly flag?: string;
  readonly path?: string;
  readonly env?: string;
  readonly set?: boolean;
  readonly compare?: { readonly op: string; readonly value: string | number | boolean };
}

const API = "/bin/ps -ef | grep $apiserverbin | grep -v grep";
const MANAGER = "/bin/ps -ef | grep $controllermanagerbin | grep -v grep";
const SCHEDULER = "/bin/ps -fC $schedulerbin";
const ETCD = "/bin/ps -fC $etcdbin";
const KUBELET = "/bin/ps -fC $kubeletbin";

const flag = (name: string, op?: string, value: string | number | boolean = ""): Item => ({
  flag: name,
  ...(op !== undefined && { compare: { op, value } }),
});

function check(audit: string, items: readonly Item[], more: object = {}): object {
  return { audit, tests: { bin_op: "and", test_items: items }, scored: true, ...more };
}

const MASTER: readonly object[] = [
  ...[
    flag("--anonymous-auth", "eq", false),
    flag("--anonymous-auth", "noteq", true),
    flag("--authorization-mode", "nothave", "AlwaysAllow"),
    flag("--authorization-mode", "has", "RBAC"),
    flag("--enable-admission-plugins", "has", "NodeRestriction"),
    flag("--enable-admission-plugins", "regex", "^[A-Z][A-Za-z,]+$"),
    flag("--audit-log-maxage", "gte", 30),
    flag("--audit-log-maxage", "gt", 30),
    flag("--audit-log-maxage", "lt", 30),
    flag("--audit-log-maxage", "lte", 3),
    flag(
      "--tls-cipher-suites",
      "valid_elements",
      "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    ),
    flag("--client-ca-file"),
    { flag: "--token-auth-file", set: false },
    { flag: "--disable-admission-plugins", set: false },
    flag("--etcd-servers", "regex", "^https://"),
  ].map((item) => check(API, [item])),
  check(API, [flag("--etcd-certfile"), flag("--etcd-keyfile")]),
  check(API, [flag("--etcd-certfile"), flag("--token-auth-file")], {
    tests: { bin_op: "or", test_items: [flag("--etcd-certfile"), flag("--token-auth-file")] },
  }),
  check(API, [flag("--service-account-lookup", "eq", true)], {
    tests: {
      bin_op: "or",
      test_items: [{ flag: "--service-account-lookup", set: false }, flag("--service-account-lookup", "eq", true)],
    },
  }),
  check(MANAGER, [flag("--profiling", "eq", false)]),
  check(MANAGER, [flag("--use-service-account-credentials", "noteq", false)]),
  check(MANAGER, [flag("--terminated-pod-gc-threshold", "gte", 1)]),
  check(SCHEDULER, [flag("--bind-address", "eq", "127.0.0.1")]),
  check(ETCD, [
    { flag: "--peer-client-cert-auth", env: "ETCD_PEER_CLIENT_CERT_AUTH", compare: { op: "eq", value: true } },
  ]),
  check(ETCD, [{ flag: "--cert-file", env: "ETCD_CERT_FILE" }]),
  check(ETCD, [{ flag: "--auto-tls", env: "ETCD_AUTO_TLS", set: false }]),
  ...[0o600, 0o640, 0o644].map((mode) =>
    check("/bin/sh -c 'if test -e $apiserverconf; then stat -c permissions=%a $apiserverconf; fi'", [
      flag("permissions", "bitmask", mode.toString(8)),
    ]),
  ),
  check("stat -c %U:%G $apiserverconf", [flag("root:root")]),
  check("/bin/sh -c 'if test -e $schedulerkubeconfig; then stat -c %U:%G $schedulerkubeconfig; fi'", [
    flag("root:root"),
  ]),
  check(
    "find /etc/kubernetes/pki/ -name '*.key' | xargs stat -c permissions=%a",
    [flag("permissions", "bitmask", "600")],
    {
      use_multiple_values: true,
    },
  ),
  check(
    "find /etc/kubernetes/pki/ -type f -name '*.crt' | xargs stat -c 'permissions=%a %n'",
    [flag("permissions", "bitmask", "644")],
    { use_multiple_values: true },
  ),
  check(
    "find /etc/kubernetes/manifests -type f -exec stat -c 'owner=%U:%G' {} \\;",
    [flag("owner", "eq", "root:root")],
    {
      use_multiple_values: true,
    },
  ),
  check(
    'D=\'\'\nfor d in $(ps -ef | grep $etcdbin | grep -- --data-dir | sed \'s%.*data-dir[= ]\\([^ ]*\\).*%\\1%\'); do\n  if test -d "$d"; then D="$d"; fi\ndone\nif ! test -d "$D"; then D=$etcddatadir; fi\nstat -c permissions=%a "$D"',
    [flag("permissions", "bitmask", "700")],
  ),
  check(
    "for f in /etc/kubernetes/admin.conf /etc/kubernetes/none.conf; do if test -e $f; then stat -c 'permissions=%a %n' $f; fi; done",
    [flag("permissions", "bitmask", "600")],
    { use_multiple_values: true },
  ),
  { type: "manual", scored: true },
  check(API, [flag("--none")], { scored: false }),
];

const setting = (name: string, path: string, op?: string, value: string | number | boolean = ""): Item => ({
  flag: name,
  path,
  ...(op !== undefined && { compare: { op, value } }),
});

const kubelet = (...items: readonly Item[]) => check(KUBELET, items, { audit_config: "/bin/cat $kubeletconf" });

const NODE: readonly object[] = [
  kubelet(setting("--anonymous-auth", "{.authentication.anonymous.enabled}", "eq", false)),
  kubelet(setting("--authorization-mode", "{.authorization.mode}", "nothave", "AlwaysAllow")),
  kubelet(setting("--client-ca-file", "{.authentication.x509.clientCAFile}")),
  kubelet(setting("--read-only-port", "{.readOnlyPort}", "eq", 0)),
  kubelet(setting("--event-qps", "{.eventRecordQPS}", "gte", 1)),
  kubelet(
    setting(
      "--tls-cipher-suites",
      "{range .tlsCipherSuites[:]}{}{','}{end}",
      "valid_elements",
      "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    ),
  ),
  kubelet(
    setting("RotateKubeletServerCertificate", "{.featureGates.RotateKubeletServerCertificate}", "nothave", "false"),
  ),
  kubelet(setting("--rotate-certificates", "{.rotateCertificates}", "eq", true)),
  check(KUBELET, [setting("--pod-max-pids", "{.podPidsLimit}", "gt", 100)], {
    audit_config: "/bin/sh -c 'if test -e $kubeletconf; then /bin/cat $kubeletconf; fi'",
  }),
  check("/bin/sh -c 'if test -e $kubeletconf; then stat -c permissions=%a $kubeletconf; fi'", [
    flag("permissions", "bitmask", "600"),
  ]),
  check("/bin/ps -fC $proxybin", [flag("--metrics-bind-address", "has", "127.0.0.1")]),
];

function controls(type: string, checks: readonly object[], section: number): string {
  const numbered = checks.map((one, index) => ({
    id: `${section}.${index + 1}`,
    text: `Question ${index + 1}`,
    ...one,
  }));
  const groups = [{ id: `${section}`, text: type, checks: numbered }];
  return JSON.stringify(
    { controls: null, version: OWN_BENCHMARK, id: section, text: type, type, groups },
    undefined,
    1,
  );
}

/** Writes it where kube-bench and Waybill read it: JSON is YAML, too. */
export function writeOwnBenchmark(folder: string): string {
  const own = join(folder, OWN_BENCHMARK);
  mkdirSync(own, { recursive: true });
  writeFileSync(join(folder, "config.yaml"), JSON.stringify(SETTINGS, undefined, 1));
  writeFileSync(join(own, "config.yaml"), "---\n");
  writeFileSync(join(own, "master.yaml"), controls("master", MASTER, 1));
  writeFileSync(join(own, "node.yaml"), controls("node", NODE, 2));
  return folder;
}
