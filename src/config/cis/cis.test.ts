import { describe, expect, test } from "vitest";
import type { Look, Outcome } from "../../core/analyzer.ts";
import { DEFAULT_CONFIGURATION } from "../../core/configuration.ts";
import { openHost } from "../../sources/host/open-host.ts";
import { type FakeNodePlan, fakeNode } from "../../testing/fake-node.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { nodes } from "./analyzer.ts";
import type { NodeVerdict } from "./benchmark/judge-check.ts";

/** A benchmark of our own, in kube-bench's form. */
const SETTINGS = `
master:
  components: [apiserver, etcd]
  apiserver:
    bins: [hyperkube apiserver, kube-apiserver]
    confs: [/etc/kubernetes/manifests/kube-apiserver.yml, /etc/kubernetes/manifests/kube-apiserver.yaml]
    defaultconf: /etc/kubernetes/manifests/kube-apiserver.yaml
  etcd:
    optional: true
    bins: [etcd]
    datadirs: [/var/lib/etcd/default.etcd]
    defaultdatadir: /var/lib/etcd/default.etcd
node:
  components: [kubelet]
  kubelet:
    bins: [kubelet]
    confs: [/etc/kubernetes/kubelet.yaml]
    defaultconf: /var/lib/kubelet/config.yaml
version_mapping:
  "1.29": own-1.0
`;

const API = "/bin/ps -ef | grep $apiserverbin | grep -v grep";
const KUBELET = "/bin/ps -fC $kubeletbin";
const CAT = "/bin/cat $kubeletconf";

function checks(type: string, list: readonly object[]): string {
  const numbered = list.map((check, index) => ({
    id: `1.${index + 1}`,
    text: "as it should be",
    scored: true,
    ...check,
  }));
  return JSON.stringify({ controls: null, type, groups: [{ id: "1", checks: numbered }] });
}

function look(plan: FakeNodePlan, files?: Readonly<Record<string, string>>, benchmark?: string): Outcome {
  using node = fakeNode(plan);
  using folder = temporaryFolder({ "config.yaml": SETTINGS, ...files });
  const host = {
    ...(files !== undefined && { benchmarks: folder.path }),
    ...(benchmark !== undefined && { benchmark }),
  };
  const configuration = { ...DEFAULT_CONFIGURATION, host };
  const outcome = nodes.analyze({ opened: openHost(node.path), configuration, explain: true } as unknown as Look);
  if (outcome instanceof Promise) throw new Error("the analyzer asks nobody");
  return outcome;
}

/** What one check comes to: its kind, and what was seen or why it was not. */
function judge(plan: FakeNodePlan, check: object, type = "master"): string {
  const {
    findings,
    gaps = [],
    rejected = [],
    examined,
  } = look(plan, { "own-1.0/a.yaml": checks(type, [check]) }, "own-1.0");
  const finding = findings.find(({ rule }) => rule === "config/cis/failed-check");
  if (finding !== undefined) return `fail: ${finding.evidence.map(({ text }) => text).join("; ")}`;
  const told = [...gaps.filter(({ where }) => where.startsWith("own")), ...rejected];
  return told.length > 0
    ? told.map(({ reason }) => reason).join("; ")
    : examined?.["passed"] === 1
      ? "pass"
      : "nothing";
}

const apiserver = (...flags: string[]) => ({ processes: [["/usr/local/bin/kube-apiserver", ...flags]] });
const demand = (more: object, audit = API) => ({ audit, tests: { test_items: [more] } });

describe("flags of a running program", () => {
  test.each<[string[], object, string]>([
    [["--anonymous-auth=false"], { flag: "--anonymous-auth", compare: { op: "eq", value: false } }, "pass"],
    [
      ["--anonymous-auth=TRUE"],
      { flag: "--anonymous-auth", compare: { op: "eq", value: false } },
      "fail: --anonymous-auth is TRUE",
    ],
    [[], { flag: "--anonymous-auth", compare: { op: "eq", value: false } }, "fail: --anonymous-auth is not set"],
    [["--token-auth-file=/t"], { flag: "--token-auth-file", set: false }, "fail: --token-auth-file is /t"],
    [
      ["--authorization-mode", "Node,RBAC"],
      { flag: "--authorization-mode", compare: { op: "has", value: "Node" } },
      "pass",
    ],
    [
      ["--authorization-mode=RBAC"],
      { flag: "--authorization-mode", compare: { op: "nothave", value: "AlwaysAllow" } },
      "pass",
    ],
    [["--profiling"], { flag: "--profiling", compare: { op: "noteq", value: "true" } }, "fail: --profiling is true"],
    [["--maxage=30"], { flag: "--maxage", compare: { op: "gte", value: "30" } }, "pass"],
    [["--maxage=30"], { flag: "--maxage", compare: { op: "gt", value: "30" } }, "fail: --maxage is 30"],
    [["--maxage=many"], { flag: "--maxage", compare: { op: "lt", value: "30" } }, "fail: --maxage is many"],
    [["--maxage=2"], { flag: "--maxage", compare: { op: "lte", value: "30" } }, "pass"],
    [["--suites=A,B,"], { flag: "--suites", compare: { op: "valid_elements", value: "A,B,C" } }, "pass"],
    [
      ["--suites=A,X"],
      { flag: "--suites", compare: { op: "valid_elements", value: "A,B,C" } },
      "fail: --suites is A,X",
    ],
    [["--file=/a.pem"], { flag: "--file", compare: { op: "regex", value: "^/.*\\.pem$" } }, "pass"],
    [["--config-dir=/d"], { flag: "--config", set: true }, "fail: --config is not set"],
    [["--v=1", "--v=2"], { flag: "--v", compare: { op: "eq", value: "2" } }, "pass"],
    [["--profiling=false"], { flag: "--profiling=false" }, "pass"],
    [["--profiling=true"], { flag: "--profiling=false" }, "fail: --profiling=false is not set"],
    [
      ["--file=/etc/kubernetes/manifests/kube-apiserver.yaml"],
      { flag: "--file", compare: { op: "eq", value: "$apiserverconf" } },
      "pass",
    ],
  ])("%j against %j", (flags, item, expected) => {
    expect(judge(apiserver(...flags), demand(item))).toBe(expected);
  });

  test("either of two, or both", () => {
    const both = [{ flag: "--cert" }, { flag: "--key" }];
    const check = (bin_op: string) => ({ audit: API, tests: { bin_op, test_items: both } });
    expect(judge(apiserver("--cert=/c"), check("or"))).toBe("pass");
    expect(judge(apiserver("--cert=/c"), check("and"))).toBe("fail: --key is not set");
    expect(judge(apiserver("--cert=/c"), check("xor"))).toBe('error: unknown operator "xor"');
  });

  test("from the environment of the program", () => {
    const item = { flag: "--cert-file", env: "ETCD_CERT_FILE" };
    const audit = "/bin/ps -ef | /bin/grep $etcdbin | /bin/grep -v grep";
    const plan = { processes: [["/usr/bin/etcd"]], environments: { etcd: ["A=1", "ETCD_CERT_FILE=/c"] } };
    expect(judge(plan, demand(item, audit))).toBe("pass");
    expect(judge({ ...plan, environments: {} }, demand(item, audit))).toBe("fail: ETCD_CERT_FILE is not set");
  });
});

describe("a settings file", () => {
  const kubelet = (text: string | undefined, ...flags: string[]): FakeNodePlan => ({
    processes: [["/usr/bin/kubelet", ...flags]],
    files: text === undefined ? {} : { "/var/lib/kubelet/config.yaml": text },
  });
  const item = { flag: "--read-only-port", path: "{.readOnlyPort}", compare: { op: "eq", value: 0 } };
  const check = { ...demand(item, KUBELET), audit_config: CAT };

  test.each<[string, FakeNodePlan, string]>([
    ["in YAML", kubelet("readOnlyPort: 0"), "pass"],
    ["in JSON", kubelet('{"readOnlyPort": 10255}'), "fail: {.readOnlyPort} is 10255"],
    ["a flag counts first", kubelet("readOnlyPort: 10255", "--read-only-port=0"), "pass"],
    ["silent", kubelet("a: 1"), "fail: {.readOnlyPort} is not set"],
    ["not there", kubelet(undefined), "fail: --read-only-port is not set"],
    [
      "not there, though the program names it",
      kubelet(undefined, "--config=/opt/kubelet.yaml"),
      "kubelet goes by /opt/kubelet.yaml, which is not there; needs the file as the program sees it",
    ],
    ["broken", kubelet("a: [1"), expect.stringContaining("the settings file is not YAML")],
  ])("%s", (_, plan, expected) => {
    expect(judge(plan, check, "node")).toEqual(expected);
  });

  test("where the program itself says that it lies", () => {
    const plan = { ...kubelet("readOnlyPort: 10255", "--config", "/opt/kubelet.yaml") };
    const files = { ...plan.files, "/opt/kubelet.yaml": "readOnlyPort: 0" };
    expect(judge({ ...plan, files }, check, "node")).toBe("pass");
  });

  test.each<[string, string, string]>([
    ["{.authentication.x509.clientCAFile}", "/ca", "pass"],
    ["{.featureGates['Rotate']}", "true", "pass"],
    ["{range .tlsCipherSuites[:]}{}{','}{end}", "A,B,", "pass"],
    ["{.hooks[*].name}", "one two", "pass"],
    ["{.hooks[0].name}", "one", "pass"],
    [".readOnlyPort", "0", "pass"],
    ["{.hooks[?(@.name)]}", "one", expect.stringContaining("not understood")],
    ["/etc/a", "x", expect.stringContaining("not understood")],
  ])("by the path %s", (path, value, expected) => {
    const text =
      "readOnlyPort: 0\nauthentication: {x509: {clientCAFile: /ca}}\nfeatureGates: {Rotate: true}\ntlsCipherSuites: [A, B]\nhooks: [{name: one}, {name: two}]\n";
    const by = { ...demand({ flag: "--none", path, compare: { op: "eq", value } }, KUBELET), audit_config: CAT };
    expect(judge(kubelet(text), by, "node")).toEqual(expected);
  });
});

describe("files", () => {
  const bits = (audit: string, more: object = {}) => ({
    audit,
    tests: { test_items: [{ flag: "permissions", compare: { op: "bitmask", value: "600" } }] },
    ...more,
  });
  const manifest = (mode: number) => ({ files: { "/etc/kubernetes/manifests/kube-apiserver.yaml": { mode } } });
  const ifThere = "/bin/sh -c 'if test -e $apiserverconf; then stat -c permissions=%a $apiserverconf; fi'";

  test.each<[string, FakeNodePlan, object, string]>([
    ["closed", manifest(0o600), bits(ifThere), "pass"],
    ["open", manifest(0o644), bits(ifThere), "fail: permissions is 644"],
    ["absent", {}, bits(ifThere), "not applicable: there is no /etc/kubernetes/manifests/kube-apiserver.yaml"],
    [
      "the owner",
      manifest(0o600),
      { audit: "stat -c %U:%G $apiserverconf", tests: { test_items: [{ flag: "root:root" }] } },
      "pass",
    ],
    [
      "each of several",
      { files: { "/etc/kubernetes/pki/a.key": { mode: 0o600 }, "/etc/kubernetes/pki/b.key": { mode: 0o644 } } },
      bits("find /etc/kubernetes/pki/ -name '*.key' | xargs stat -c permissions=%a", { use_multiple_values: true }),
      "fail: permissions is 644",
    ],
    [
      "none of several",
      {},
      bits("find /etc/kubernetes/pki/ -name '*.key' | xargs stat -c permissions=%a"),
      "not applicable: there is no /etc/kubernetes/pki/",
    ],
    [
      "that a running program would name",
      apiserver(),
      bits(
        "ps -ef | grep $apiserverbin | grep -- --cni-conf-dir | xargs -I{} find {} | xargs -r stat -c permissions=%a",
      ),
      "not applicable: there is nothing to look at",
    ],
  ])("%s", (_, plan, check, expected) => {
    expect(judge({ processes: [], ...plan }, check)).toBe(expected);
  });
});

describe("what is no verdict on the machine", () => {
  test.each<[string, FakeNodePlan, object, string]>([
    ["an absent component", { processes: [] }, demand({ flag: "--x" }), "not applicable: no kube-apiserver runs here"],
    [
      "even where something must not be set",
      { processes: [] },
      demand({ flag: "--x", set: false }),
      "not applicable: no kube-apiserver runs here",
    ],
    [
      "processes that are not shown",
      {},
      demand({ flag: "--x", set: false }),
      "there is no /proc to read; needs the machine's own /proc",
    ],
    [
      "one that merely mentions it",
      { processes: [["vi", "kube-apiserver.yaml"]] },
      demand({ flag: "--x" }),
      "not applicable: no kube-apiserver runs here",
    ],
    ["a manual check", apiserver(), { type: "manual" }, "manual: the benchmark leaves it to a person"],
    [
      "a skipped one",
      apiserver(),
      { ...demand({ flag: "--x" }), type: "skip" },
      "not applicable: the benchmark leaves it out",
    ],
    ["one without tests", apiserver(), { audit: API }, "manual: the benchmark holds no test for it"],
    [
      "an unknown operator",
      apiserver("--x=1"),
      demand({ flag: "--x", compare: { op: "noteqx", value: "2" } }),
      'error: unknown operator "noteqx"',
    ],
    [
      "an unknown operator where nothing runs",
      { processes: [] },
      demand({ flag: "--x", compare: { op: "noteqx" } }),
      'error: unknown operator "noteqx"',
    ],
    [
      "the cluster",
      apiserver(),
      demand({ flag: "x" }, "kubectl get pods | jq ."),
      "it asks the cluster with kubectl; needs `waybill config cluster`, which judges what the API shows",
    ],
    [
      "the cluster where there is none",
      { processes: [] },
      demand({ flag: "x" }, "kubectl get pods"),
      "not applicable: no Kubernetes runs here",
    ],
    [
      "another program",
      apiserver(),
      demand({ flag: "x" }, "rm -rf /"),
      "it calls rm, which has no equivalent here; needs a person who looks",
    ],
    [
      "an odd script",
      apiserver(),
      demand({ flag: "x" }, "case $x in esac"),
      "the check holds what is not understood here: the shell's case; needs a person who looks",
    ],
  ])("%s", (_, plan, check, expected) => {
    expect(judge(plan, check)).toBe(expected);
  });
});

describe("a folder of benchmarks", () => {
  const good = checks("master", [demand({ flag: "--x" })]);

  test("one broken file, or one broken check, hides no other", () => {
    const { findings, gaps } = look(
      apiserver(),
      {
        "own-1.0/a.yaml": "a: [",
        "own-1.0/b.yaml": good,
        "own-1.0/c.yaml": "- 1",
        "own-1.0/d.yaml": checks("master", [{ id: ["?"] }]),
      },
      "own-1.0",
    );
    expect(findings.map(({ title }) => title)).toContain("own-1.0 1.1: as it should be");
    expect(gaps?.map(({ where }) => where)).toEqual(["own-1.0/a.yaml:1", "own-1.0/c.yaml", "own-1.0/d.yaml: 1"]);
  });

  test("texts that are continued too far left are read, as kube-bench reads them", () => {
    const text =
      'type: master\ngroups:\n  - id: "1"\n    checks:\n      - id: "1.1"\n        text: "two\n      lines"\n        audit: "ps -ef | grep $apiserverbin"\n        tests:\n          test_items:\n            - flag: "--x"\n';
    const { findings } = look(apiserver(), { "own-1.0/a.yaml": text }, "own-1.0");
    expect(findings.map(({ title }) => title)).toContain("own-1.0 1.1: two lines");
  });

  test("the one for the machine's version, and none where Kubernetes is not", () => {
    const manifest = "image: registry.k8s.io/kube-apiserver:v1.31.2\n";
    const files = { "/etc/kubernetes/manifests/kube-apiserver.yaml": { text: manifest, mode: 0o600 } };
    const own = { "own-1.0/a.yaml": good };
    expect(look({ ...apiserver(), files }, own).examined?.["checks"]).toBe(1);
    expect(look({ processes: [] }, own).gaps).toEqual([]);
    expect(look(apiserver(), own).gaps?.map(({ reason }) => reason)).toEqual([
      "the node does not tell its version of Kubernetes: name one with --benchmark (own-1.0)",
    ]);
  });

  test("one deed for each file and program", () => {
    const list = [demand({ flag: "--x" }), demand({ flag: "--y" }), { ...demand({ flag: "--z" }), scored: false }];
    const { findings } = look(apiserver(), { "own-1.0/a.yaml": checks("master", list) }, "own-1.0");
    const own = findings.filter(({ rule }) => rule === "config/cis/failed-check");
    expect(own.map(({ severity, aliases }) => [severity, aliases])).toEqual([
      ["medium", ["own-1.0/1.1"]],
      ["medium", ["own-1.0/1.2"]],
      ["low", ["own-1.0/1.3"]],
    ]);
    expect(new Set(own.map(({ deed }) => deed.key))).toEqual(new Set(["own-1.0 on process kube-apiserver"]));
  });
});

describe("without any benchmark", () => {
  const none = (plan: FakeNodePlan) => {
    const { findings, facts = [], gaps } = look(plan);
    return { found: findings.map(({ title, severity }) => `${severity}: ${title}`), facts, gaps };
  };

  test("a machine that runs no containers has nothing to say", () => {
    expect(none({ processes: [] })).toEqual({ found: [], facts: [], gaps: [] });
  });

  test("keys, credentials and settings that others may read or write", () => {
    const { found } = none({
      processes: [["/usr/bin/kubelet", "--kubeconfig=/opt/kubelet.conf"]],
      files: {
        "/etc/kubernetes/admin.conf": { mode: 0o644 },
        "/etc/kubernetes/pki/ca.key": { mode: 0o600 },
        "/etc/kubernetes/pki/etcd/server.key": { mode: 0o640 },
        "/etc/kubernetes/manifests/etcd.yaml": { mode: 0o666 },
        "/opt/kubelet.conf": { mode: 0o604 },
        "/var/lib/etcd": { isFolder: true, mode: 0o755 },
      },
    });
    expect(found.sort()).toEqual([
      "high: /etc/kubernetes/admin.conf, the cluster administrator's credentials, can be read by everybody",
      "high: /etc/kubernetes/manifests/etcd.yaml, from which the kubelet starts a pod of the control plane, can be written by everybody",
      "high: /opt/kubelet.conf, credentials of kubelet, can be read by everybody",
      "high: /var/lib/etcd, every object of the cluster, can be read by everybody",
      "medium: /etc/kubernetes/pki/etcd/server.key, a key of etcd, can be read by the group root",
    ]);
  });

  test("what running components are told becomes facts for the rules on components", () => {
    const { facts } = none(apiserver("--authorization-mode=AlwaysAllow"));
    expect(facts).toContainEqual(
      expect.objectContaining({
        kind: "component-flag",
        flag: "authorization-mode",
        value: "AlwaysAllow",
        written: true,
      }),
    );
  });

  test("a folder of keys that is not shown is a gap", () => {
    const { gaps } = none({
      processes: [],
      files: { "/etc/kubernetes/pki": { linkTo: "pki" }, "/run/docker.sock": { linkTo: "docker.sock" } },
    });
    expect(gaps?.map(({ where }) => where)).toEqual([
      "etc/kubernetes/pki/*.key",
      "etc/kubernetes/pki/etcd/*.key",
      "run/docker.sock",
    ]);
  });

  test("processes that are not shown are a gap", () => {
    expect(none({}).gaps).toEqual([
      { where: "processes", reason: "there is no /proc to read; needs the machine's own /proc" },
    ]);
  });
});

test("every kind of verdict is counted", () => {
  const kinds: readonly NodeVerdict["kind"][] = ["pass", "fail", "manual", "not-applicable", "unobservable", "error"];
  const list = [
    demand({ flag: "--x" }),
    demand({ flag: "--y" }),
    { type: "manual" },
    demand({ flag: "--x" }, KUBELET),
    demand({ flag: "x" }, "kubectl"),
    demand({ flag: "--x", compare: { op: "?" } }),
  ];
  const { examined } = look(apiserver("--x"), { "own-1.0/a.yaml": checks("master", list) }, "own-1.0");
  expect(examined).toMatchObject({
    checks: kinds.length,
    passed: 1,
    failed: 1,
    manual: 1,
    notApplicable: 1,
    unobservable: 1,
    errors: 1,
  });
});
