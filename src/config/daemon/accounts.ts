import type { Fact } from "../../core/fact.ts";
import type { WholeReader } from "../../core/reader.ts";
import { subject } from "../../core/subject.ts";
import type { SocketGroup } from "./facts.ts";

/** The group `docker` as `/etc/group` has it: its number and those it names. */
export interface DockerGroup extends Fact {
  readonly kind: "docker-group";
  readonly gid: string;
  readonly members: readonly string[];
  readonly inImage: boolean;
}

/** Who has which group as their own, as `/etc/passwd` says. */
export interface PrimaryGroups extends Fact {
  readonly kind: "primary-groups";
  readonly accounts: readonly { readonly name: string; readonly gid: string }[];
}

const LIMIT = 4 * 1024 * 1024;

/** Reads the accounts of a machine or an image; in a source tree such a file is no machine's. */
export const accountReader: WholeReader<DockerGroup | PrimaryGroups> = {
  id: "config/daemon-accounts",
  version: 1,
  limit: LIMIT,
  wants: ({ path, type }, { target }) =>
    type === "file" && (target === "image" || target === "rootfs") && (path === "etc/group" || path === "etc/passwd"),
  read: function* (file, { target }) {
    const lines = file.text().split("\n");
    if (file.path === "etc/passwd") {
      const accounts = lines.flatMap((line) => {
        const [name = "", , , gid = ""] = line.split(":");
        return name === "" || name.startsWith("#") || gid === "" ? [] : { name, gid };
      });
      yield { kind: "primary-groups", at: file.place, accounts };
      return;
    }
    for (const [index, line] of lines.entries()) {
      const [name, , gid = "", members = ""] = line.trimEnd().split(":");
      if (name !== "docker") continue;
      const at = { ...file.place, line: index + 1, column: 1 };
      const named = members.split(",").filter((member) => member !== "");
      yield { kind: "docker-group", at, gid, members: named, inImage: target === "image" };
    }
  },
};

/** The groups with all their members: those they name and those whose own group it is. */
export function socketGroups(groups: readonly DockerGroup[], owners: readonly PrimaryGroups[]): SocketGroup[] {
  const accounts = owners.filter(({ visible }) => visible !== false).flatMap((fact) => fact.accounts);
  return groups
    .filter(({ visible }) => visible !== false)
    .map(({ at, gid, members, inImage }) => {
      const owned = accounts.filter((account) => account.gid === gid).map(({ name }) => name);
      const all = [...new Set([...members, ...owned])].filter((name) => name !== "root").sort();
      return { kind: "socket-group", at, subject: subject("file", "etc/group"), members: all, inImage };
    });
}
