import { realpathSync } from "node:fs";
import { WaybillError } from "../../core/errors.ts";
import type { Gap } from "../../core/gap.ts";
import type { Entry, Opened } from "../../core/source.ts";
import { fileStrata, isFolder } from "../files/open-directory.ts";
import { HostFiles } from "./host-files.ts";
import { processesOf } from "./processes.ts";

/** Where a machine keeps what starts its container runtime and its kubelet, and how they are set. */
const FILES = [
  "etc/docker/daemon.json",
  "etc/default/docker",
  "etc/sysconfig/docker",
  "etc/containerd/config.toml",
  "etc/docker/registry/config.yml",
  "etc/group",
  "etc/passwd",
  "var/lib/kubelet/config.yaml",
  "etc/kubernetes/kubelet/config.json",
  "etc/kubernetes/kubelet-config.yaml",
  "etc/kubernetes/kubelet/kubelet-config.json",
];

const UNIT_FOLDERS = ["etc/systemd/system", "usr/lib/systemd/system", "lib/systemd/system"];
const UNIT = /^(?:docker|containerd)[\w-]*\.(?:service|socket)$/;

/**
 * Opens the machine that this runs on, or one whose root lies in a folder: the few files that say how its container
 * runtime and its kubelet are set. All else is looked at where a check asks for it.
 *
 * @param root where the machine's root lies in this process's file system
 * @throws WaybillError `sources/no-such-target`
 */
export function openHost(root: string): Opened {
  if (!isFolder(root)) {
    throw new WaybillError(
      "sources/no-such-target",
      `${root} is no folder.`,
      "Name the root of the machine: --root DIR.",
    );
  }
  const real = realpathSync(root);
  const files = new HostFiles(real);
  const gaps: Gap[] = [];
  const entries = new Map<string, Entry>();
  for (const path of [...FILES, ...unitsIn(files), ...settingsOfKubelets(files)]) {
    const found = files.stat(`/${path}`);
    if ("unseen" in found) {
      if (found.unseen === "denied") gaps.push({ where: path, reason: found.reason });
    } else if (found.type === "file") entries.set(found.path, { ...found, path: found.path.slice(1) });
  }
  return {
    target: { kind: "host", ref: "host" },
    strata: entries.size === 0 ? [] : fileStrata("directory", real, [...entries.values()]),
    facts: [],
    gaps,
    leftOut: {},
    identity: "host",
    root: real,
    close: async () => {},
  };
}

/** Units and their drop-ins; one name in two folders is the unit of the first. */
function unitsIn(files: HostFiles): string[] {
  const units = new Map<string, string>();
  for (const folder of UNIT_FOLDERS) {
    const names = files.list(`/${folder}`);
    for (const name of "unseen" in names ? [] : names) {
      if (UNIT.test(name) && !units.has(name)) units.set(name, `${folder}/${name}`);
      if (!UNIT.test(name.replace(/\.d$/, "")) || !name.endsWith(".d")) continue;
      const parts = files.list(`/${folder}/${name}`);
      for (const part of "unseen" in parts ? [] : parts)
        if (part.endsWith(".conf")) units.set(`${name}/${part}`, `${folder}/${name}/${part}`);
    }
  }
  return [...units.values()];
}

/** The files that running kubelets say they go by. */
function settingsOfKubelets(files: HostFiles): string[] {
  return processesOf(files).processes.flatMap(({ words }) => {
    if (!/(?:^|\/)(?:kubelet|hyperkube)$/.test(words[0] ?? "")) return [];
    const at = words.findIndex((word) => /^--?config(?:=|$)/.test(word));
    const path = words[at]?.split("=")[1] ?? words[at + 1] ?? "";
    return at > 0 && path.startsWith("/") ? [path.slice(1)] : [];
  });
}
