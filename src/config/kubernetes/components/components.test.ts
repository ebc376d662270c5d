import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Look } from "../../../core/analyzer.ts";
import type { Fact, JudgedFact } from "../../../core/fact.ts";
import { judgeFacts } from "../../../core/judge.ts";
import { readWith } from "../../../testing/read-with.ts";
import { clusterComponents } from "./analyzer.ts";
import { componentReader } from "./reader.ts";

function fired(text: string, path: string): string[] {
  const facts = readWith(componentReader, path, text);
  const { findings, gaps } = judgeFacts(
    "config",
    clusterComponents.rules,
    facts.filter((fact): fact is JudgedFact => "subject" in fact),
  );
  return [
    ...findings.map(
      ({ rule, severity, locations: [at] }) =>
        `${rule.replace("config/kubernetes/components/", "")} ${severity} :${at?.line}:${at?.column}`,
    ),
    ...gaps.map(({ reason }) => `unseen: ${reason}`),
    ...facts.flatMap((fact) => ("reason" in fact ? [`gap: ${String(fact.reason)}`] : [])),
  ].sort();
}

/** An API server that is as it should be; a flag of a test comes last and counts. */
const API = [
  "--anonymous-auth=false",
  "--authorization-mode=Node,RBAC",
  "--profiling=false",
  "--audit-log-path=/var/log/audit.log",
  "--encryption-provider-config=/e.yaml",
  "--enable-admission-plugins=NodeRestriction",
  "--kubelet-certificate-authority=/ca.crt",
];
const ETCD = [
  "--client-cert-auth",
  "--peer-client-cert-auth=true",
  "--listen-client-urls=https://127.0.0.1:2379,https://10.0.0.5:2379",
  "--listen-peer-urls=https://10.0.0.5:2380",
];

function pod(program: string, flags: readonly string[], more = ""): string {
  const words = [program, ...flags].map((word) => `        - ${JSON.stringify(word)}`).join("\n");
  return `apiVersion: v1\nkind: Pod\nmetadata: { name: x, namespace: kube-system }\nspec:\n  containers:\n    - name: x\n      command:\n${words}\n${more}`;
}

const without = (name: string) => API.filter((flag) => !flag.startsWith(`--${name}`));

describe("flags of static pods", () => {
  test.each<[string, string, readonly string[], string[]]>([
    ["the API server as it should be", "kube-apiserver", API, []],
    ["by its whole path", "/usr/local/bin/kube-apiserver", API, []],
    [
      "AlwaysAllow",
      "kube-apiserver",
      [...API, "--authorization-mode=AlwaysAllow"],
      ["authorization-off critical :16:11"],
    ],
    ["no mode is AlwaysAllow", "kube-apiserver", without("authorization-mode"), ["authorization-off critical :8:11"]],
    [
      "a file of modes",
      "kube-apiserver",
      [...without("authorization-mode"), "--authorization-config=/a"],
      ["gap: kube-apiserver takes settings from the file of --authorization-config"],
    ],
    ["ABAC", "kube-apiserver", [...API, "--authorization-mode", "ABAC"], ["authorization-without-roles high :16:11"]],
    [
      "without Node",
      "kube-apiserver",
      [...API, "--authorization-mode=RBAC"],
      ["authorization-without-roles medium :16:11"],
    ],
    ["anonymous by default", "kube-apiserver", without("anonymous-auth"), ["anonymous-requests low :8:11"]],
    ["insecure port", "kube-apiserver", [...API, "--insecure-port=8080"], ["unguarded-port critical :16:11"]],
    ["token file", "kube-apiserver", [...API, "--token-auth-file=/t"], ["passwords-in-file high :16:11"]],
    [
      "plugins off",
      "kube-apiserver",
      [...API, "--disable-admission-plugins=ServiceAccount,X"],
      ["admission-switched-off high :16:11"],
    ],
    ["no audit", "kube-apiserver", without("audit"), ["no-audit-log medium :8:11"]],
    ["audit by webhook", "kube-apiserver", [...without("audit"), "--audit-webhook-config-file=/w"], []],
    ["no encryption", "kube-apiserver", without("encryption"), ["secrets-in-the-open medium :8:11"]],
    ["no NodeRestriction", "kube-apiserver", without("enable-admission"), ["no-node-restriction medium :8:11"]],
    ["unverified kubelets", "kube-apiserver", without("kubelet-cert"), ["unverified-kubelet medium :8:11"]],
    [
      "tokens of deleted accounts",
      "kube-apiserver",
      [...API, "--service-account-lookup=false"],
      ["deleted-accounts-live-on medium :16:11"],
    ],
    ["old TLS", "kube-apiserver", [...API, "--tls-min-version=VersionTLS10"], ["weak-tls medium :16:11"]],
    [
      "weak ciphers",
      "kube-apiserver",
      [...API, "--tls-cipher-suites=TLS_RSA_WITH_AES_128_CBC_SHA"],
      ["weak-tls medium :16:11"],
    ],
    [
      "plain etcd",
      "kube-apiserver",
      [...API, "--etcd-servers=https://a:2379,http://10.0.0.5:2379"],
      ["plain-etcd high :16:11"],
    ],
    [
      "a value from outside",
      "kube-apiserver",
      [...API, "--authorization-mode=$(MODE)"],
      ["gap: the value of --authorization-mode is set elsewhere"],
    ],
    [
      "flags from outside",
      "kube-apiserver",
      ["$(FLAGS)"],
      ["gap: kube-apiserver takes what $(FLAGS) holds, which is set elsewhere"],
    ],
    [
      "the controller manager",
      "kube-controller-manager",
      ["--profiling=false"],
      ["shared-controller-account medium :8:11"],
    ],
    ["the scheduler", "kube-scheduler", ["--leader-elect"], ["open-profiles low :8:11"]],
    [
      "the scheduler with a file",
      "kube-scheduler",
      ["--config=/s"],
      ["gap: kube-scheduler takes settings from the file of --config"],
    ],
    [
      "an underscore",
      "kube-apiserver",
      [...API, "--authorization_mode=AlwaysAllow"],
      ["authorization-off critical :16:11"],
    ],
    [
      "the old list of plugins",
      "kube-apiserver",
      [...API, "--admission-control=NodeRestriction,AlwaysAdmit"],
      ["admission-switched-off high :16:11"],
    ],
    [
      "a template",
      "kube-apiserver",
      [...API, "--insecure-port=<%= port %>"],
      ["gap: the value of --insecure-port is set elsewhere"],
    ],
    ["hyperkube", "hyperkube", ["scheduler", "--profiling=false"], []],
    ["etcd as it should be", "etcd", ETCD, []],
    [
      "etcd's own door for metrics",
      "etcd",
      [...ETCD, "--listen-client-urls=https://10.0.0.5:2379,http://127.0.0.1:2379"],
      [],
    ],
    ["etcd open", "etcd", ["--listen-client-urls=http://0.0.0.0:2379"], ["etcd-open-to-clients critical :9:11"]],
    [
      "etcd that asks over plain HTTP",
      "etcd",
      ["--client-cert-auth", "--listen-client-urls", "http://10.0.0.5:2379"],
      ["etcd-open-to-clients critical :9:11"],
    ],
    ["etcd by default", "etcd", [], ["etcd-open-to-clients medium :8:11"]],
    ["etcd's peers", "etcd", [...ETCD, "--peer-client-cert-auth=false"], ["etcd-open-to-peers high :13:11"]],
    ["etcd that signs for itself", "etcd", [...ETCD, "--peer-auto-tls"], ["etcd-self-signed medium :10:11"]],
    ["etcd with a file", "etcd", ["--config-file=/e"], ["gap: etcd takes settings from the file of --config-file"]],
    ["another program", "etcdctl", ["--endpoints=http://10.0.0.5:2379"], []],
  ])("%s", (_, program, flags, expected) => {
    expect(fired(pod(program, flags), "manifests/x.yaml")).toEqual(expected);
  });

  test("etcd's environment", () => {
    const env =
      "      env: [{ name: ETCD_CLIENT_CERT_AUTH, value: 'true' }, { name: ETCD_LISTEN_CLIENT_URLS, value: 'https://10.0.0.5:2379' }]\n";
    expect(fired(pod("etcd", [], env), "x.yaml")).toEqual([]);
    expect(fired(pod("etcd", [], "      envFrom: [{ configMapRef: { name: a } }]\n"), "x.yaml")).toEqual([
      "gap: etcd takes its environment from other objects",
    ]);
  });

  test("inside a shell's script", () => {
    expect(fired(pod("sh", ["-c", "exec kube-scheduler --profiling=true"]), "x.manifest")).toEqual([
      "open-profiles low :10:11",
    ]);
  });
});

describe("KubeletConfiguration", () => {
  const kubelet = (text: string) =>
    fired(`apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n${text}`, "kubelet.yaml");

  test.each<[string, string[]]>([
    ["", []],
    ["authentication: { anonymous: { enabled: true } }", ["anonymous-requests high :3:32"]],
    ["authorization:\n  mode: AlwaysAllow", ["authorization-off critical :4:3"]],
    ["readOnlyPort: 10255", ["unguarded-port high :3:1"]],
    ["readOnlyPort: 0", []],
    ["tlsCipherSuites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]", []],
    ["tlsCipherSuites: [TLS_ECDHE_RSA_WITH_RC4_128_SHA]\ntlsMinVersion: VersionTLS12", ["weak-tls medium :3:1"]],
    ["authorization: { mode: [x] }\nreadOnlyPort: {}", ["gap: the value of readOnlyPort is not known"]],
    ["readOnlyPort: 0\nreadOnlyPort: 10255", ["gap: a key stands twice in one map"]],
    ["authentication: {", ["gap: not YAML"]],
  ])("%j", (text, expected) => {
    expect(kubelet(text)).toEqual(expected);
  });

  test("in JSON, too", () => {
    const json = { apiVersion: "kubelet.config.k8s.io/v1beta1", kind: "KubeletConfiguration", readOnlyPort: 10_255 };
    expect(fired(JSON.stringify(json, null, 2), "etc/kubelet.json")).toEqual(["unguarded-port high :4:3"]);
  });
});

describe("kubeadm's configuration", () => {
  const kubeadm = (text: string, version = "v1beta4", kind = "ClusterConfiguration") =>
    fired(`apiVersion: kubeadm.k8s.io/${version}\nkind: ${kind}\n${text}`, "kubeadm.yaml");
  /** What kubeadm leaves open when nothing is said. */
  const OPEN = [
    "anonymous-requests low :1:1",
    "no-audit-log medium :1:1",
    "open-profiles low :1:1",
    "secrets-in-the-open medium :1:1",
    "unverified-kubelet medium :1:1",
  ];

  test("what it does by itself is not held against it", () => {
    expect(kubeadm("")).toEqual([
      ...OPEN.slice(0, 3),
      "open-profiles low :1:1",
      "open-profiles low :1:1",
      ...OPEN.slice(3),
    ]);
  });

  test.each([
    ["v1beta3", "apiServer:\n  extraArgs:\n    authorization-mode: AlwaysAllow", "authorization-off critical :5:5"],
    [
      "v1beta4",
      "apiServer:\n  extraArgs:\n    - name: authorization-mode\n      value: AlwaysAllow",
      "authorization-off critical :6:7",
    ],
    [
      "v1beta4",
      "etcd: { local: { extraArgs: [{ name: listen-client-urls, value: 'http://0.0.0.0:2379' }] } }",
      "etcd-open-to-clients critical",
    ],
  ])("%s: %s", (version, text, expected) => {
    expect(kubeadm(text, version).some((line) => line.startsWith(expected))).toBe(true);
  });

  test("inside a control plane of Cluster API", () => {
    const args = "{ clusterConfiguration: { apiServer: { extraArgs: { profiling: 'false', token-auth-file: /t } } } }";
    const text = `apiVersion: controlplane.cluster.x-k8s.io/v1beta1\nkind: KubeadmControlPlane\nspec:\n  kubeadmConfigSpec: ${args}\n  machineTemplate: {}\n`;
    const found = fired(text, "cluster.yaml");
    expect(found).toContain("passwords-in-file high :4:94");
    expect(found.filter((line) => line.startsWith("open-profiles"))).toHaveLength(2);
    expect(fired(text.replace(args, "{}"), "cluster.yaml")).toEqual([]);
    const patch = text.replace("  machineTemplate: {}\n", "");
    expect(fired(patch, "patch.yaml")).toEqual(["passwords-in-file high :4:94"]);
  });

  test("of a kubelet only what is written", () => {
    const text = "nodeRegistration: { kubeletExtraArgs: { read-only-port: '10255' } }";
    expect(kubeadm(text, "v1beta3", "JoinConfiguration")).toEqual(["unguarded-port high :3:41"]);
    expect(kubeadm("nodeRegistration: {}", "v1beta3", "InitConfiguration")).toEqual([]);
  });
});

describe("systemd units", () => {
  const unit = (text: string, path = "etc/systemd/system/x.service") => fired(`[Service]\n${text}\n`, path);

  test.each<[string, string[]]>([
    ["ExecStart=/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml", []],
    ["ExecStart=/usr/bin/kubelet --config=/c --read-only-port=10255", ["unguarded-port high :2:40"]],
    ["ExecStart=/usr/bin/kubelet --authorization-mode=Webhook --anonymous-auth=false", ["unguarded-port high :2:11"]],
    ["ExecStart=/usr/bin/kubelet $ARGS", ["gap: kubelet takes what $ARGS holds, which is set elsewhere"]],
    ['Environment="A=--config=/c"\nExecStart=\nExecStart=/usr/bin/kubelet $A', []],
    ["EnvironmentFile=/etc/etcd.env\nExecStart=/usr/bin/etcd", ["gap: etcd takes its environment from another file"]],
    [
      "Environment=ETCD_LISTEN_CLIENT_URLS=http://0.0.0.0:2379\nExecStart=etcd",
      ["etcd-open-to-clients critical :3:11"],
    ],
    ["ExecStart=/usr/bin/dockerd # etcd", []],
  ])("%s", (text, expected) => {
    expect(unit(text)).toEqual(expected);
  });

  test("a kubelet's file that is not there is a gap", () => {
    const started = readWith(componentReader, "kubelet.service", "[Service]\nExecStart=kubelet --config=/c\n");
    const file = readWith(componentReader, "c.yaml", "apiVersion: v1\nkind: KubeletConfiguration\n");
    const gapsOf = (facts: readonly Fact[]) => {
      const book = { of: (kind: string) => facts.filter((fact) => fact.kind === kind) };
      const outcome = clusterComponents.analyze({ facts: book } as unknown as Look);
      return outcome instanceof Promise ? undefined : outcome.gaps;
    };
    expect(gapsOf(started)).toHaveLength(1);
    expect(gapsOf([...started, ...file])).toEqual([]);
  });

  test("a template is not passed over, and a drop-in is read", () => {
    expect(unit("ExecStart=/bin/kubelet {{ a }}", "templates/kubelet.service.j2")[0]).toContain("gap: a template");
    expect(unit("ExecStart={{ bin }}/etcd \\\n  --x", "templates/etcd.service.j2")).toHaveLength(1);
    expect(unit("ExecStart=/bin/other {{ kubelet }}", "templates/other.service.j2")).toEqual([]);
    expect(unit("ExecStart=kube-scheduler", "kube.service.d/10.conf")).toEqual(["open-profiles low :2:11"]);
  });
});

test("what merely speaks of a component is left alone", () => {
  expect(fired("- name: restart kubelet\n  service: { name: kubelet, state: {{ x }} }\n", "tasks/main.yml")).toEqual(
    [],
  );
  expect(fired(pod("web", ["--volume=/var/lib/kubelet"]), "x.yaml")).toEqual([]);
});

test("never throws, whatever the files hold", () => {
  const word = fc.constantFrom(
    "kube-apiserver",
    "etcd",
    "sh",
    "-c",
    "--config",
    "--listen-client-urls",
    "http://[",
    "$(A)",
    "=",
    "--",
    "",
  );
  const leaf = fc.oneof(word, fc.constantFrom<unknown>(null, 1, true, [], {}, [[]], [null]));
  const key = fc.constantFrom(
    "spec",
    "containers",
    "command",
    "args",
    "env",
    "apiServer",
    "extraArgs",
    "name",
    "value",
    "authentication",
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 5 }, leaf, fc.array(tie("tree"), { maxLength: 4 }), fc.dictionary(key, tie("tree"))),
  }));
  const kinds = fc.constantFrom(
    "v1 Pod",
    "kubeadm.k8s.io/v1beta4 ClusterConfiguration",
    "kubelet.config.k8s.io/v1beta1 KubeletConfiguration",
  );
  fc.assert(
    fc.property(kinds, fc.dictionary(key, tree), fc.array(word), fc.string(), (name, map, words, text) => {
      const [apiVersion, kind] = name.split(" ");
      fired(JSON.stringify({ apiVersion, kind, ...map, etcd: "etcd " }), "x.json");
      fired(
        JSON.stringify({ apiVersion: "v1", kind: "Pod", spec: { containers: [{ command: words }, map] } }),
        "x.yaml",
      );
      fired(`[Service]\nExecStart=etcd ${words.join(" ")}\n${text}`, "x.service");
      fired(`apiVersion: v1\nkind: KubeletConfiguration\n${text}`, "x.yaml");
    }),
    { numRuns: 200 },
  );
  for (const depth of [500, 3_000, 20_000])
    fired(`apiVersion: v1\nkind: KubeletConfiguration\nx: ${"[".repeat(depth)}${"]".repeat(depth)}\n`, "x.yaml");
});
