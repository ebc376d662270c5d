import { expect, test } from "vitest";
import { fakeNode } from "../../testing/fake-node.ts";
import { HostFiles } from "./host-files.ts";
import { openHost } from "./open-host.ts";
import { processesOf } from "./processes.ts";

test("links are followed as the machine itself would, and never lead out of its root", () => {
  using node = fakeNode({
    files: {
      "/etc/real/a": "inside",
      "/etc/folder": { linkTo: "real" },
      "/lib": { linkTo: "/etc" },
      "/etc/up": { linkTo: "../../../../../../etc/real/a" },
      "/etc/passwd-outside": { linkTo: `${process.cwd()}/package.json` },
      "/etc/loop": { linkTo: "loop" },
    },
  });
  const files = new HostFiles(node.path);
  for (const path of [
    "/etc/real/a",
    "/etc/folder/a",
    "/lib/real/a",
    "/etc/up",
    "/etc/../etc/./real//a",
    "/../../etc/real/a",
  ])
    expect(files.read(path, 100), path).toBe("inside");
  expect(files.stat("/lib/folder/a")).toMatchObject({ path: "/etc/real/a", type: "file" });
  expect(files.stat("/lib", false)).toMatchObject({ type: "symlink" });
  expect(files.read("/etc/passwd-outside", 100_000)).toMatchObject({ unseen: "missing" });
  expect(files.stat("/etc/loop")).toMatchObject({ unseen: "denied" });
  expect(files.stat("/etc/real/a/b")).toMatchObject({ unseen: "missing" });
  expect(files.read("/etc", 100)).toMatchObject({ unseen: "denied" });
  expect(files.read("/etc/real/a", 3)).toEqual({ unseen: "denied", reason: "too large to be read" });
  expect(files.list("/etc/folder")).toEqual(["a"]);
  expect(files.list("/none")).toMatchObject({ unseen: "missing" });
  expect(files.owners({ uid: 54_321, gid: 99_999 })).toEqual({ user: "etcd", group: "UNKNOWN" });
});

test("processes are read out of /proc; without one nothing is said of them", () => {
  using node = fakeNode({ processes: [["/usr/bin/etcd", "--name", "a b"], ["kube-controller-manager"]] });
  const { processes, hidden } = processesOf(new HostFiles(node.path));
  expect(processes.map(({ name, words }) => [name, words])).toEqual([
    ["init", ["/sbin/init"]],
    ["etcd", ["/usr/bin/etcd", "--name", "a b"]],
    ["kube-controller", ["kube-controller-manager"]],
  ]);
  expect(hidden).toBeUndefined();
  using blind = fakeNode({});
  expect(processesOf(new HostFiles(blind.path))).toMatchObject({
    processes: [],
    hidden: { access: expect.any(String) },
  });
});

test("this process is not among those of its machine", () => {
  expect(processesOf(new HostFiles("/")).processes.map(({ pid }) => pid)).not.toContain(process.pid);
});

test("only the files that say how it is set are opened, under the paths that they really have", async () => {
  using node = fakeNode({
    processes: [["/usr/bin/kubelet", "--config=/opt/kubelet.yaml"]],
    files: {
      "/etc/docker/daemon.json": "{}",
      "/usr/lib/systemd/system/docker.service": "[Service]\n",
      "/lib": { linkTo: "usr/lib" },
      "/etc/systemd/system/docker.service.d/own.conf": "[Service]\n",
      "/usr/lib/systemd/system/other.service": "[Service]\n",
      "/opt/kubelet.yaml": "kind: KubeletConfiguration\n",
      "/home/me/secret": "x",
    },
  });
  const opened = openHost(node.path);
  const entries = opened.strata.flatMap(({ locator }) => locator["entries"] as { path: string }[]);
  expect(entries.map(({ path }) => path).sort()).toEqual([
    "etc/docker/daemon.json",
    "etc/group",
    "etc/passwd",
    "etc/systemd/system/docker.service.d/own.conf",
    "opt/kubelet.yaml",
    "usr/lib/systemd/system/docker.service",
  ]);
  expect(opened.gaps).toEqual([]);
  await opened.close();
  expect(() => openHost(`${node.path}/none`)).toThrow("is no folder");
});
