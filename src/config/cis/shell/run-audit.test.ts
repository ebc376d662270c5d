import { afterAll, describe, expect, test } from "vitest";
import { HostFiles } from "../../../sources/host/host-files.ts";
import { processesOf } from "../../../sources/host/processes.ts";
import { fakeNode } from "../../../testing/fake-node.ts";
import { AuditView } from "./audit-view.ts";
import { BadPattern } from "./pattern.ts";
import { runAudit, UnknownProgram } from "./run-audit.ts";
import { NotUnderstood } from "./script.ts";

const node = fakeNode({
  files: {
    "/etc/a.conf": { text: "mode: RBAC\nlisten: here\n", mode: 0o640 },
    "/etc/pki/ca.crt": { mode: 0o644 },
    "/etc/pki/ca.key": { mode: 0o600 },
    "/etc/pki/etcd/peer.crt": { mode: 0o600 },
    "/etc/link.conf": { linkTo: "a.conf" },
    "/etc/out.conf": { linkTo: "../../../../../../etc/a.conf" },
    "/data": { isFolder: true, mode: 0o700 },
    "/etc/providers.yaml": "resources:\n- providers:\n    - aescbc:\n        keys: []\n",
  },
  processes: [
    ["/usr/bin/etcd", "--data-dir=/data", "--name", "one"],
    [
      "/usr/bin/kube-apiserver",
      "--etcd-servers=http://127.0.0.1:2379",
      "--encryption-provider-config=/etc/providers.yaml",
    ],
    ["hyperkube", "kubelet", "--v=2"],
    ["grep", "etcd"],
  ],
});
afterAll(() => node[Symbol.dispose]());
const files = new HostFiles(node.path);

function run(audit: string) {
  const view = new AuditView(files, processesOf(files));
  const { lines, status } = runAudit(audit, view, new Set(["etcd", "kube-apiserver", "hyperkube kubelet"]));
  return { texts: lines.map(({ text }) => text), status, view };
}

describe("prints what the shell would", () => {
  test.each<[string, string[]]>([
    ["stat -c permissions=%a /etc/a.conf", ["permissions=640"]],
    ["stat -c %U:%G /etc/a.conf", ["root:root"]],
    ['stat -c "%a %n" /etc/pki/*.crt', ["644 /etc/pki/ca.crt"]],
    ["/bin/sh -c 'if test -e /etc/a.conf; then stat -c permissions=%a /etc/a.conf; fi'", ["permissions=640"]],
    ["/bin/sh -c 'if test -e /etc/none; then stat -c permissions=%a /etc/none; fi'", []],
    [
      "if test -d /data; then cat /etc/a.conf; elif test -e /data; then echo no; else echo never; fi",
      ["mode: RBAC", "listen: here"],
    ],
    ["find /etc/pki/ -name '*.crt' | xargs stat -c %a", ["644", "600"]],
    ["find /etc/pki -type f ! -name '*.crt'", ["/etc/pki/ca.key"]],
    ["find /etc/pki -mindepth 1 -maxdepth 1 -type d", ["/etc/pki/etcd"]],
    ["find /etc/pki -name '*.key' -exec stat -c permissions=%a {} \\;", ["permissions=600"]],
    ["find /etc/none -type f 2> /dev/null | xargs --no-run-if-empty stat -c permissions=%a", []],
    ["ls -l /etc/pki/ca.key | awk '{print $1}'", ["-rw-------"]],
    ["ls -ld /data | cut -d' ' -f3", ["root"]],
    ["cat /etc/a.conf | grep -v grep | grep mode", ["mode: RBAC"]],
    ["grep -A1 'mode' /etc/a.conf | tail -n1", ["listen: here"]],
    ["grep -o '[A-Z]*' /etc/a.conf | head -1", ["RBAC"]],
    ["grep -E 'none|here' /etc/a.conf | tr -d ' '", ["listen:here"]],
    ["echo one  two; echo 'three  four' # five", ["one two", "three  four"]],
    ["A=$(echo x); echo \"$A-${B:-y}-${A}\" '$A'", ["x-y-x $A"]],
    ["false || echo then; true && echo and; ! true || echo not", ["then", "and", "not"]],
    ["for f in /etc/a.conf /etc/none; do if test -e $f; then stat -c '%a %n' $f; fi; done", ["640 /etc/a.conf"]],
    ['cat /etc/a.conf | while read -r key value; do echo "$value"; done', ["RBAC", "here"]],
    ["echo a/b | sed 's%a/\\(.\\)%<\\1>%'; echo aaa | sed -E 's/a+?/b/g'", ["<b>", "bbb"]],
    ["echo 'b\na\na' | sort | uniq | wc -l", ["2"]],
    ["cat /etc/link.conf | head -1", ["mode: RBAC"]],
    ["ps -ef | grep hyperkube | grep -c kubelet", ["1"]],
    ["grep -q RBAC /etc/a.conf && echo $?", ["0"]],
  ])("%s", (audit, expected) => {
    expect(run(audit).texts).toEqual(expected);
  });

  test("the folder that a process names, in a loop over its flags", () => {
    const { texts, view } = run(
      'D=\'\'\nfor d in $(ps -ef | grep etcd | grep -- --data-dir | sed \'s%.*data-dir[= ]\\([^ ]*\\).*%\\1%\'); do\n  if test -d "$d"; then D="$d"; fi\ndone\nif ! test -d "$D"; then D=/none; fi\nstat -c permissions=%a "$D"',
    );
    expect(texts).toEqual(["permissions=700"]);
    expect([...view.seen]).toEqual(["/data"]);
  });

  test("the provider of encryption that a process names", () => {
    const { texts } = run(
      "E=$(ps -ef | grep kube-apiserver | grep -- --encryption-provider-config | sed 's%.*encryption-provider-config[= ]\\([^ ]*\\).*%\\1%')\nif test -e $E; then grep -A1 'providers:' $E | tail -n1 | grep -o \"[A-Za-z]*\" | sed 's/^/provider=/'; fi",
    );
    expect(texts).toEqual(["provider=aescbc"]);
  });
});

test("a program is picked out by its own name, never for what its command line mentions", () => {
  expect(run("/bin/ps -ef | grep etcd | grep -v grep").view.picked.size).toBe(1);
  expect(run("/bin/ps -fC etcd").texts).toHaveLength(1);
  expect(run("/bin/ps -fC kubelet").status).toBe(1);
  expect(run("ps -ef | grep 'hyperkube kubelet'").view.picked.size).toBe(1);
});

test("no path leads out of the machine's root", () => {
  expect(run("cat /etc/out.conf").texts).toEqual(["mode: RBAC", "listen: here"]);
  expect(run("cat ../../../../../../../../etc/hostname").texts).toEqual([]);
});

test.each([
  ["kubectl get pods | jq '.items'", UnknownProgram],
  ["rm -rf /etc", UnknownProgram],
  ["$(echo rm) -rf /etc", UnknownProgram],
  ["echo x > /etc/a.conf", NotUnderstood],
  ["cat /etc/a.conf &", NotUnderstood],
  ["until true; do echo; done", NotUnderstood],
  ["case x in x) echo;; esac", NotUnderstood],
  ["echo $((1 + 1))", NotUnderstood],
  ["cat <<EOF\nx\nEOF", NotUnderstood],
  ["echo 'open", NotUnderstood],
  ["if true; then echo", NotUnderstood],
  ["grep '\\(' /etc/a.conf", BadPattern],
  ["sed -n 2p", NotUnderstood],
  ["find / -delete", NotUnderstood],
  ["find / -exec rm {} ;", NotUnderstood],
  ["stat /etc/a.conf", NotUnderstood],
  [`echo ${"$(".repeat(40)}echo${")".repeat(40)}`, NotUnderstood],
  ["x".repeat(40_000), NotUnderstood],
])("%s is not guessed at", (audit, fault) => {
  expect(() => run(audit)).toThrow(fault);
});

test("what is not there and what is not shown are kept apart", () => {
  const { view } = run("cat /etc/none; stat -c %a /etc/a.conf");
  expect([...view.missing]).toEqual(["/etc/none"]);
  expect([...view.seen]).toEqual(["/etc/a.conf"]);
  expect(view.denied.size).toBe(0);
});
