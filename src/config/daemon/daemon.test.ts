import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Look } from "../../core/analyzer.ts";
import type { Fact } from "../../core/fact.ts";
import type { TargetKind } from "../../core/target.ts";
import { readWith } from "../../testing/read-with.ts";
import { containerDaemons } from "./analyzer.ts";

function read(files: Readonly<Record<string, string>>, target: TargetKind): Fact[] {
  return Object.entries(files).flatMap(([path, text]) =>
    containerDaemons.readers.flatMap((reader) => readWith(reader, path, text, { target })),
  );
}

/** What is found and what could not be seen in some files, without what a file merely leaves at its default. */
function judge(files: Readonly<Record<string, string>>, target: TargetKind = "git", withDefaults = false): string[] {
  const facts = read(files, target);
  const book = { of: (kind: string) => facts.filter((fact) => fact.kind === kind) };
  const outcome = containerDaemons.analyze({ facts: book, opened: { target: { kind: target } } } as unknown as Look);
  if (outcome instanceof Promise) throw new Error("the analyzer asks nobody");
  const isDefault = (title: string) => / not set|by default|not on/.test(title);
  return [
    ...outcome.findings
      .filter(({ title }) => withDefaults || !isDefault(title))
      .map(
        ({ rule, severity, locations: [at] }) =>
          `${rule.replace("config/daemon/", "")} ${severity} :${at?.line}:${at?.column ?? ""}`,
      ),
    ...(outcome.gaps ?? []).map(({ reason }) => `unseen: ${reason.split(": ")[1]}`),
    ...facts.flatMap((fact) => ("reason" in fact ? [`gap: ${String(fact.reason)}`] : [])),
  ].sort();
}

const json = (text: string) => judge({ "etc/docker/daemon.json": text });

describe("daemon.json", () => {
  test.each<[string, string[]]>([
    ['{"hosts": ["fd://", "tcp://0.0.0.0:2375"]}', ["open-socket critical :1:21"]],
    ['{"hosts": ["tcp://127.0.0.1:2375"]}', ["open-socket high :1:12"]],
    ['{"hosts": ["tcp://:2375", "tcp://[::1]:2375"]}', ["open-socket high :1:12", "open-socket high :1:27"]],
    ['{"hosts": ["tcp://[::]:2375"]}', ["open-socket critical :1:12"]],
    ['{"hosts": ["tcp://0.0.0.0:2376"],\n "tls": true}', ["open-socket critical :1:12"]],
    ['{"hosts": ["tcp://0.0.0.0:2376"], "tlsverify": true}', []],
    ['{"hosts": ["tcp://0.0.0.0:2376"], "tlsverify": "true"}', ["open-socket critical :1:12"]],
    ['{"hosts": ["npipe://", "unix:///run/docker.sock"]}', []],
    ['{"hosts": "tcp://0.0.0.0:2375"}', ["gap: hosts is no list of texts, with which dockerd does not start"]],
    [
      '{"insecure-registries": ["r.example:5000", "127.0.0.0/8", "localhost:5000"]}',
      ["insecure-registry medium :1:26"],
    ],
    ['{"insecure-registries": ["0.0.0.0/0"]}', ["insecure-registry high :1:26"]],
    ['{"registry-mirrors": ["https://m.example", "http://m.example"]}', ["insecure-registry medium :1:44"]],
    ['{"seccomp-profile": "unconfined", "iptables": false}', ["no-firewall medium :1:35", "unconfined high :1:2"]],
    ['{"icc": true, "no-new-privileges": false}', ["open-bridge low :1:2", "regained-privileges low :1:15"]],
    ['{"experimental": true, "log-driver": "none"}', ["experimental low :1:2", "no-logs low :1:24"]],
    ['{"icc": {"a": 1}}', ["gap: icc is neither a text nor a truth"]],
    ['{"hosts": ["tcp://0.0.0.0:2375"], "hosts": []}', ["gap: a key stands twice in one map"]],
    ['{"hosts": ["tcp://0.0.0.0:2375"] // for now\n}', ["gap: not JSON"]],
    ["[]", ["gap: no map, with which dockerd does not start"]],
    ["  \n", []],
  ])("%s", (text, expected) => {
    expect(json(text)).toEqual(expected);
  });

  test("what it leaves open is judged by its default", () => {
    const defaults = ["no-live-restore info :1:1", "open-bridge low :1:1", "regained-privileges low :1:1"];
    expect(judge({ "docker/daemon.json": "{}" }, "git", true)).toEqual([...defaults, "root-not-mapped low :1:1"]);
    expect(judge({ "home/a/.config/docker/daemon.json": "{}" }, "git", true)).toEqual(defaults);
  });

  test("other files of the name are no daemon's, and a template is not passed over", () => {
    expect(judge({ "src/daemon.json": '{"hosts": ["tcp://0.0.0.0:2375"]}' })).toEqual([]);
    expect(judge({ "docker/daemon.json.j2": "{{ x }}" })[0]).toContain("gap: a template");
    expect(
      judge({ "containerd/config.toml.j2": "{{ x }}", "x/docker.service.j2": "ExecStart=/bin/dockerd {{ x }}" }),
    ).toHaveLength(2);
    expect(judge({ "docker/daemon.json.bak": "{", "x/web.service.j2": "ExecStart=/bin/cri-dockerd {{ x }}" })).toEqual(
      [],
    );
    expect(judge({ "files/docker-daemon.json": '{"iptables": false}' })).toEqual(["no-firewall medium :1:2"]);
  });
});

const unit = (command: string, more = "") => ({
  "usr/lib/systemd/system/docker.service": `[Service]\n${more}ExecStart=${command}\n`,
});

describe("dockerd's command line", () => {
  test.each<[string, string[]]>([
    ["/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock", []],
    ["/usr/bin/dockerd -H tcp://0.0.0.0:2375", ["open-socket critical :2:28"]],
    ["/usr/bin/dockerd -H=0.0.0.0:2375", ["open-socket critical :2:28"]],
    ["-/usr/bin/dockerd --tlsverify -H tcp://0.0.0.0:2376", []],
    ["/usr/bin/dockerd --tlsverify=false --host tcp://0.0.0.0:2376", ["open-socket critical :2:46"]],
    ["/usr/bin/dockerd \\\n  --insecure-registry=r.example", ["insecure-registry medium :3:3"]],
    ["/usr/bin/dockerd --icc --experimental", ["experimental low :2:34", "open-bridge low :2:28"]],
    ["/usr/bin/dockerd $DOCKER_OPTS", ["gap: dockerd takes what $DOCKER_OPTS holds, which is set elsewhere"]],
    ["/usr/bin/other -H tcp://0.0.0.0:2375 dockerd", []],
  ])("%s", (command, expected) => {
    expect(judge(unit(command))).toEqual(expected);
  });

  test("variables of the same unit are put in, and a drop-in is read", () => {
    expect(judge(unit("dockerd $OPTS", 'Environment="OPTS=-H tcp://0.0.0.0:1"\n'))).toEqual([
      "open-socket critical :3:19",
    ]);
    const path = "etc/systemd/system/docker.service.d/override.conf";
    expect(judge({ [path]: "[Service]\nExecStart=\nExecStart=/usr/bin/dockerd -H tcp://10.0.0.1\n" })).toHaveLength(1);
    expect(judge({ [path]: "[Service]\nExecStart=dockerd -H tcp://10.0.0.1\nExecStart=\n" })).toEqual([]);
  });

  test("options of Debian and Red Hat", () => {
    const path = "etc/default/docker";
    expect(judge({ [path]: '# DOCKER_OPTS="-H tcp://0.0.0.0:1"\n' })).toEqual([]);
    expect(judge({ [path]: 'DOCKER_OPTS="--dns 8.8.8.8 -H tcp://0.0.0.0:1" # why\n' })).toEqual([
      "open-socket critical :1:28",
    ]);
  });
});

test("the file and the flags are one daemon's on one machine, and perhaps so in a source tree", () => {
  const files = {
    ...unit("dockerd -H tcp://0.0.0.0:2376"),
    "etc/docker/daemon.json": '{"tlsverify": true, "icc": false}',
  };
  expect(judge(files, "rootfs")).toEqual([]);
  expect(judge(files, "git")).toEqual([
    "unseen: another file sets tlsverify; whether both are of one daemon is not known",
  ]);
  const two = { "a/docker/daemon.json": '{"icc": false}', "b/docker/daemon.json": "{}" };
  expect(judge(two, "git", true).filter((line) => line.startsWith("open-bridge"))).toHaveLength(1);
});

test.each<[string, string[]]>([
  ["/run/docker.sock", []],
  ["%t/docker.sock", []],
  ["2375", ["open-socket critical :2:14"]],
  ["0.0.0.0:2375", ["open-socket critical :2:14"]],
  ["127.0.0.1:2375", ["open-socket high :2:14"]],
  ["[::]:2375", ["open-socket critical :2:14"]],
])("a socket of systemd at %s", (address, expected) => {
  const files = { "units/docker-tcp.socket": `[Socket]\nListenStream=${address}\n` };
  expect(judge(files)).toEqual(expected);
  expect(judge({ ...files, ...unit("dockerd -H fd:// --tlsverify") }, "rootfs")).toEqual([]);
  expect(judge({ "units/web.socket": "[Socket]\nListenStream=2375\n" })).toEqual([]);
});

test("what is merely left open is one deed for each file", () => {
  const facts = read({ "docker/daemon.json": '{"iptables": false}' }, "git");
  const book = { of: (kind: string) => facts.filter((fact) => fact.kind === kind) };
  const outcome = containerDaemons.analyze({ facts: book, opened: { target: { kind: "git" } } } as unknown as Look);
  if (outcome instanceof Promise) throw new Error("the analyzer asks nobody");
  expect(outcome.findings).toHaveLength(5);
  expect(new Set(outcome.findings.map(({ deed }) => deed.key)).size).toBe(2);
});

describe("containerd", () => {
  test.each<[string, string, string[]]>([
    ["etc/containerd/config.toml", "version = 2\n", []],
    [
      "etc/containerd/config.toml",
      '[plugins."io.containerd.grpc.v1.cri".registry.configs."r.example".tls]\n  insecure_skip_verify = true\n',
      ["insecure-registry medium :2:"],
    ],
    [
      "etc/containerd/config.toml",
      '[plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]\nendpoint = ["https://a", "http://r.example"]\n',
      ["insecure-registry medium :2:"],
    ],
    ["etc/containerd/config.toml", '[grpc]\ntcp_address = "0.0.0.0:9000"\n', ["open-socket critical :2:"]],
    ["etc/containerd/config.toml", '[grpc]\ntcp_address = "0.0.0.0:9000"\ntcp_tls_ca = "/ca"\n', []],
    ["etc/containerd/config.toml", 'imports = ["x"]\n', ["gap: imports other files, which are not joined with it"]],
    ["etc/containerd/config.toml", "a = = 1\n", ["gap: not TOML"]],
    [
      "etc/containerd/certs.d/r.example/hosts.toml",
      'server = "https://r.example"\n[host."https://r.example"]\nskip_verify = true\n[host."http://u:pw@b.example"]\n',
      ["insecure-registry medium :3:", "insecure-registry medium :4:"],
    ],
  ])("%s: %s", (path, text, expected) => {
    expect(judge({ [path]: text })).toEqual(expected);
  });

  test("a password in an address is kept nowhere", () => {
    const text = '[host."http://ada:pw123@b.example"]\n';
    expect(JSON.stringify(read({ "certs.d/b/hosts.toml": text }, "git"))).not.toContain("pw123");
  });
});

describe("the group docker", () => {
  const group = (members: string) => `root:x:0:\ndocker:x:998:${members}\n`;
  test.each<[string, Record<string, string>, TargetKind, string[]]>([
    ["members", { "etc/group": group("ada,root,bob") }, "rootfs", ["docker-group high :2:1"]],
    ["nobody", { "etc/group": group("") }, "rootfs", []],
    ["root alone", { "etc/group": group("root") }, "rootfs", []],
    [
      "an account of that group",
      { "etc/group": group(""), "etc/passwd": "ci:x:1:998::/:/bin/sh\n" },
      "rootfs",
      ["docker-group high :2:1"],
    ],
    ["an image", { "etc/group": group("ci") }, "image", ["docker-group low :2:1"]],
    ["a source tree", { "etc/group": group("ada") }, "git", []],
  ])("%s", (_, files, target, expected) => {
    expect(judge(files, target)).toEqual(expected);
  });
});

test("never throws, whatever the files hold", () => {
  const leaf = fc.constantFrom<unknown>("tcp://x", ["tcp://"], true, null, 1, {}, "http://", [null]);
  const keys = fc.constantFrom("hosts", "tlsverify", "icc", "insecure-registries", "registry-mirrors", "__proto__");
  const words = fc.array(
    fc.constantFrom("dockerd", "-H", "-H=", "--host", "$X", "${A}", '"', "'", "\\", "tcp://", "\n", "="),
  );
  fc.assert(
    fc.property(fc.dictionary(keys, leaf), words, fc.string(), (map, command, text) => {
      judge({ "docker/daemon.json": JSON.stringify(map), ...unit(command.join(" "), "Environment=A=$A ") }, "rootfs");
      for (const path of ["docker/daemon.json", "containerd/config.toml", "certs.d/x/hosts.toml", "etc/default/docker"])
        judge({ [path]: text, "etc/group": text, "etc/passwd": text }, "rootfs");
    }),
    { numRuns: 200 },
  );
});
