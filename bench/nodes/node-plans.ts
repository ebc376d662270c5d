import type { KubernetesProgram } from "../cluster/kubernetes-programs.ts";

/** A file of a planned node. */
export interface PlannedFile {
  readonly mode: number;
  readonly owner?: "root" | "etcd" | "nobody";
  readonly text?: string;
  readonly isFolder?: boolean;
}

export interface PlannedProgram {
  readonly program: KubernetesProgram | "etcd";
  readonly words: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export interface NodePlan {
  readonly name: string;
  readonly files: Readonly<Record<string, PlannedFile>>;
  readonly programs: readonly PlannedProgram[];
  /** A registry on port 5000: whether it asks for a login. */
  readonly registry: "open" | "closed";
  /** Something on port 2375 that answers as Docker does. */
  readonly docker: boolean;
  /** What stands open to whoever reaches it, and at which port: the truth that probes are held against. */
  readonly exposed: readonly string[];
  /** Whether all of kube-bench's benchmarks are compared on it, those of other distributions of Kubernetes, too. */
  readonly everyBenchmark?: boolean;
}

const K = "/etc/kubernetes";
const PKI = `${K}/pki`;
const CIPHERS = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";

/** Credentials for the cluster: the certificate that all of a bench's programs share, or a token. */
function kubeconfig(token?: string): string {
  const certificate = { "client-certificate": `${PKI}/bench.crt`, "client-key": `${PKI}/bench.key` };
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "bench",
    clusters: [
      { name: "bench", cluster: { server: "https://127.0.0.1:6443", "certificate-authority": `${PKI}/ca.crt` } },
    ],
    users: [{ name: "bench", user: token === undefined ? certificate : { token } }],
    contexts: [{ name: "bench", context: { cluster: "bench", user: "bench" } }],
  });
}

/** Keys and certificates are made by the bench where a file has no text and its name says which. */
function pki(keyMode: number, certificateMode: number, owner: PlannedFile["owner"] = "root"): NodePlan["files"] {
  return {
    [PKI]: { mode: 0o755, isFolder: true },
    [`${PKI}/ca.crt`]: { mode: certificateMode },
    [`${PKI}/ca.key`]: { mode: keyMode, owner },
    [`${PKI}/bench.crt`]: { mode: certificateMode },
    [`${PKI}/bench.key`]: { mode: keyMode },
  };
}

function kubeconfigs(mode: number, owner: PlannedFile["owner"] = "root", token?: string): NodePlan["files"] {
  const names = ["admin.conf", "kubelet.conf", "controller-manager.conf", "scheduler.conf", "proxy.conf"];
  return Object.fromEntries(names.map((name) => [`${K}/${name}`, { mode, owner, text: kubeconfig(token) }]));
}

function manifests(mode: number, owner: PlannedFile["owner"] = "root"): NodePlan["files"] {
  const names = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"];
  return Object.fromEntries(
    names.map((name) => [`${K}/manifests/${name}.yaml`, { mode, owner, text: `# ${name}, as the bench starts it\n` }]),
  );
}

const API_BASE = [
  "--advertise-address=127.0.0.1",
  "--bind-address=127.0.0.1",
  "--secure-port=6443",
  "--service-account-issuer=https://bench.example.com",
  `--service-account-key-file=${PKI}/bench.key`,
  `--service-account-signing-key-file=${PKI}/bench.key`,
  "--service-cluster-ip-range=10.96.0.0/16",
  `--tls-cert-file=${PKI}/bench.crt`,
  `--tls-private-key-file=${PKI}/bench.key`,
];

const hardened: NodePlan = {
  name: "closed",
  everyBenchmark: true,
  registry: "closed",
  docker: false,
  exposed: [],
  files: {
    ...pki(0o600, 0o644),
    ...kubeconfigs(0o600),
    ...manifests(0o600),
    [`${K}/encryption.yaml`]: {
      mode: 0o600,
      text:
        "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n  - aescbc:\n      keys:\n      - name: one\n        secret: " +
        Buffer.alloc(32, 1).toString("base64") +
        "\n",
    },
    [`${K}/audit.yaml`]: {
      mode: 0o600,
      text: "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{ level: Metadata }]\n",
    },
    "/var/lib/etcd/default.etcd": { mode: 0o700, owner: "etcd", isFolder: true },
    "/var/lib/kubelet/config.yaml": {
      mode: 0o600,
      text: `apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication:
  anonymous: { enabled: false }
  webhook: { enabled: true }
  x509: { clientCAFile: ${PKI}/ca.crt }
authorization: { mode: Webhook }
readOnlyPort: 0
streamingConnectionIdleTimeout: 5m
makeIPTablesUtilChains: true
eventRecordQPS: 5
rotateCertificates: true
tlsCertFile: ${PKI}/bench.crt
tlsPrivateKeyFile: ${PKI}/bench.key
tlsCipherSuites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384]
podPidsLimit: 4096
seccompDefault: true
featureGates: { RotateKubeletServerCertificate: true }
failCgroupV1: false
cgroupsPerQOS: false
enforceNodeAllocatable: []
`,
    },
    "/etc/systemd/system/kubelet.service.d/10-kubeadm.conf": { mode: 0o600, text: "[Service]\n" },
  },
  programs: [
    {
      program: "etcd",
      words: [
        "--data-dir=/var/lib/etcd/default.etcd",
        "--listen-client-urls=https://127.0.0.1:2379",
        "--advertise-client-urls=https://127.0.0.1:2379",
        "--listen-peer-urls=https://127.0.0.1:2380",
        `--cert-file=${PKI}/bench.crt`,
        `--key-file=${PKI}/bench.key`,
        `--trusted-ca-file=${PKI}/ca.crt`,
        "--client-cert-auth=true",
        `--peer-cert-file=${PKI}/bench.crt`,
        `--peer-key-file=${PKI}/bench.key`,
        `--peer-trusted-ca-file=${PKI}/ca.crt`,
        "--peer-client-cert-auth=true",
        "--unsafe-no-fsync",
      ],
    },
    {
      program: "kube-apiserver",
      words: [
        ...API_BASE,
        "--anonymous-auth=false",
        "--authorization-mode=Node,RBAC",
        `--client-ca-file=${PKI}/ca.crt`,
        "--enable-admission-plugins=NodeRestriction,AlwaysPullImages,DenyServiceExternalIPs",
        "--etcd-servers=https://127.0.0.1:2379",
        `--etcd-cafile=${PKI}/ca.crt`,
        `--etcd-certfile=${PKI}/bench.crt`,
        `--etcd-keyfile=${PKI}/bench.key`,
        `--kubelet-certificate-authority=${PKI}/ca.crt`,
        `--kubelet-client-certificate=${PKI}/bench.crt`,
        `--kubelet-client-key=${PKI}/bench.key`,
        `--encryption-provider-config=${K}/encryption.yaml`,
        `--audit-policy-file=${K}/audit.yaml`,
        "--audit-log-path=/var/lib/audit.log",
        "--audit-log-maxage=30",
        "--audit-log-maxbackup=10",
        "--audit-log-maxsize=100",
        "--profiling=false",
        "--request-timeout=60s",
        "--service-account-lookup=true",
        `--tls-cipher-suites=${CIPHERS}`,
      ],
    },
    {
      program: "kube-controller-manager",
      words: [
        `--kubeconfig=${K}/controller-manager.conf`,
        "--bind-address=127.0.0.1",
        "--profiling=false",
        "--terminated-pod-gc-threshold=10",
        "--use-service-account-credentials=true",
        `--service-account-private-key-file=${PKI}/bench.key`,
        `--root-ca-file=${PKI}/ca.crt`,
        "--feature-gates=RotateKubeletServerCertificate=true",
      ],
    },
    {
      program: "kube-scheduler",
      words: [`--kubeconfig=${K}/scheduler.conf`, "--bind-address=127.0.0.1", "--profiling=false"],
    },
    {
      program: "kubelet",
      words: [`--kubeconfig=${K}/kubelet.conf`, "--config=/var/lib/kubelet/config.yaml", "--hostname-override=bench"],
    },
    {
      program: "kube-proxy",
      words: [`--kubeconfig=${K}/proxy.conf`, "--metrics-bind-address=127.0.0.1:10249", "--hostname-override=bench"],
    },
  ],
};

const open: NodePlan = {
  name: "left open",
  everyBenchmark: true,
  registry: "open",
  docker: true,
  exposed: ["kubelet 10250", "kubelet 10255", "etcd 2379", "registry 5000", "container daemon 2375"],
  files: {
    ...pki(0o644, 0o666, "nobody"),
    ...kubeconfigs(0o644, "nobody", "0123456789"),
    ...manifests(0o644, "nobody"),
    [`${K}/tokens.csv`]: { mode: 0o644, text: "0123456789,bench,bench,system:masters\n" },
    "/var/lib/etcd/default.etcd": { mode: 0o755, isFolder: true },
    "/var/lib/kubelet/config.yaml": {
      mode: 0o666,
      owner: "nobody",
      text: `{"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration",
 "authentication": {"anonymous": {"enabled": true}, "webhook": {"enabled": false}}, "authorization": {"mode": "AlwaysAllow"},
 "readOnlyPort": 10255, "streamingConnectionIdleTimeout": "0", "makeIPTablesUtilChains": false, "eventRecordQPS": 0,
 "rotateCertificates": false, "featureGates": {"RotateKubeletServerCertificate": false},
 "tlsCipherSuites": ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA"], "failCgroupV1": false, "cgroupsPerQOS": false, "enforceNodeAllocatable": []}
`,
    },
    "/etc/systemd/system/kubelet.service.d/10-kubeadm.conf": { mode: 0o666, owner: "nobody", text: "[Service]\n" },
  },
  programs: [
    {
      program: "etcd",
      words: [
        "--data-dir=/var/lib/etcd/default.etcd",
        "--listen-client-urls=http://127.0.0.1:2379",
        "--advertise-client-urls=http://127.0.0.1:2379",
        "--auto-tls=true",
        "--peer-auto-tls=true",
        "--unsafe-no-fsync",
      ],
    },
    {
      program: "kube-apiserver",
      words: [
        ...API_BASE,
        "--anonymous-auth=true",
        "--authorization-mode=AlwaysAllow",
        `--token-auth-file=${K}/tokens.csv`,
        "--enable-admission-plugins=AlwaysAdmit",
        "--disable-admission-plugins=ServiceAccount,NamespaceLifecycle",
        "--etcd-servers=http://127.0.0.1:2379",
        "--audit-log-maxage=3",
        "--audit-log-maxbackup=1",
        "--audit-log-maxsize=10",
        "--service-account-lookup=false",
        "--tls-cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_RSA_WITH_AES_128_CBC_SHA",
      ],
    },
    {
      program: "kube-controller-manager",
      words: [`--kubeconfig=${K}/controller-manager.conf`, "--bind-address=0.0.0.0", "--profiling=true"],
    },
    { program: "kube-scheduler", words: [`--kubeconfig=${K}/scheduler.conf`, "--bind-address=0.0.0.0"] },
    { program: "kubelet", words: [`--kubeconfig=${K}/kubelet.conf`, "--config=/var/lib/kubelet/config.yaml"] },
    {
      program: "kube-proxy",
      words: [`--kubeconfig=${K}/proxy.conf`, "--metrics-bind-address=0.0.0.0:10249", "--hostname-override=bench"],
    },
  ],
};

/** Settings as flags and as variables, in the forms that are written less often. */
const byFlags: NodePlan = {
  name: "by flags and variables",
  registry: "closed",
  docker: false,
  exposed: ["etcd 2379"],
  files: {
    ...pki(0o600, 0o600),
    ...kubeconfigs(0o640),
    ...manifests(0o600),
    "/data/etcd": { mode: 0o700, owner: "etcd", isFolder: true },
    "/opt/kubelet.yaml": {
      mode: 0o644,
      text: "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nreadOnlyPort: 0\nfailCgroupV1: false\ncgroupsPerQOS: false\nenforceNodeAllocatable: []\n",
    },
  },
  programs: [
    {
      program: "etcd",
      words: ["--data-dir=/data/etcd", "--unsafe-no-fsync"],
      environment: {
        ETCD_LISTEN_CLIENT_URLS: "http://127.0.0.1:2379",
        ETCD_ADVERTISE_CLIENT_URLS: "http://127.0.0.1:2379",
        ETCD_PEER_CERT_FILE: `${PKI}/bench.crt`,
        ETCD_PEER_KEY_FILE: `${PKI}/bench.key`,
        ETCD_PEER_CLIENT_CERT_AUTH: "true",
        ETCD_PEER_TRUSTED_CA_FILE: `${PKI}/ca.crt`,
        ETCD_LISTEN_PEER_URLS: "https://127.0.0.1:2380",
      },
    },
    {
      program: "kube-apiserver",
      words: [
        ...API_BASE,
        "--anonymous-auth=false",
        "--authorization-mode",
        "Node,RBAC",
        `--client-ca-file=${PKI}/ca.crt`,
        "--enable-admission-plugins",
        "NodeRestriction",
        "--etcd-servers=http://127.0.0.1:2379",
        "--profiling=false",
        "--audit-log-path",
        "/var/lib/audit.log",
        "--audit-log-maxage",
        "30",
      ],
    },
    {
      program: "kube-controller-manager",
      words: [
        "--kubeconfig",
        `${K}/controller-manager.conf`,
        "--bind-address",
        "127.0.0.1",
        "--profiling=false",
        "--use-service-account-credentials",
      ],
    },
    { program: "kube-scheduler", words: ["--kubeconfig", `${K}/scheduler.conf`, "--profiling", "--profiling=false"] },
    {
      program: "kubelet",
      words: [
        `--kubeconfig=${K}/kubelet.conf`,
        "--config=/opt/kubelet.yaml",
        "--anonymous-auth=false",
        "--authorization-mode=Webhook",
        `--client-ca-file=${PKI}/ca.crt`,
        "--streaming-connection-idle-timeout=5m",
        "--rotate-certificates",
        "--event-qps=0",
      ],
    },
    { program: "kube-proxy", words: [`--kubeconfig=${K}/proxy.conf`, "--hostname-override=bench"] },
  ],
};

/** An API server that lets anonymous callers do as they like. */
const anonymous: NodePlan = {
  ...hardened,
  name: "closed but for anonymous callers",
  everyBenchmark: false,
  files: {
    ...hardened.files,
    [`${K}/anonymous.jsonl`]: {
      mode: 0o600,
      text: `${JSON.stringify({
        apiVersion: "abac.authorization.kubernetes.io/v1beta1",
        kind: "Policy",
        spec: { group: "system:unauthenticated", namespace: "*", resource: "*", apiGroup: "*", nonResourcePath: "*" },
      })}\n`,
    },
  },
  programs: hardened.programs.map((one) =>
    one.program === "kube-apiserver"
      ? {
          ...one,
          words: [
            ...one.words.filter((word) => !/^--(?:anonymous-auth|authorization-mode)=/.test(word)),
            "--anonymous-auth=true",
            "--authorization-mode=Node,RBAC,ABAC",
            `--authorization-policy-file=${K}/anonymous.jsonl`,
          ],
        }
      : one,
  ),
  exposed: ["API server 6443"],
};

export const NODE_PLANS: readonly NodePlan[] = [hardened, open, byFlags, anonymous];
