import type { StreamReader } from "../../../core/reader.ts";
import { type UnreadFact, unreadAt } from "../../facts.ts";
import { isVendored } from "../vendored.ts";

/** Files that name packages and that this version does not read: by their name, wherever they lie. */
const LOCKS = new Map([
  ["bun.lockb", "lock file of Bun"],
  ["renv.lock", "lock file of renv"],
  ["stack.yaml.lock", "lock file of Stack"],
  ["cabal.project.freeze", "lock file of Cabal"],
  ["conda-lock.yml", "lock file of conda-lock"],
  ["pixi.lock", "lock file of Pixi"],
]);

/** Databases of installed packages, at their one path. */
const DATABASES: ReadonlyMap<string, string> = new Map(
  ["var/lib/rpm/", "usr/lib/sysimage/rpm/", "usr/share/rpm/"].map((directory) => [
    `${directory}rpmdb.sqlite-wal`,
    "changes that the database of RPM has not yet taken in",
  ]),
).set("nix/var/nix/db/db.sqlite-wal", "changes that the database of Nix has not yet taken in");

/** Says of each file that names packages and is not read that this is so: silence would count as "nothing there". */
export const recognised: StreamReader<UnreadFact> = {
  id: "inventory/recognised",
  version: 2,
  wants: ({ type, path, size }) => type === "file" && size > 0 && whatIs(path) !== undefined,
  open: ({ path }, place) => ({
    push: () => false,
    end: () => [unreadAt(place, `recognised, not read by this version: ${whatIs(path)}`)],
  }),
};

function whatIs(path: string): string | undefined {
  const lock = LOCKS.get(path.slice(path.lastIndexOf("/") + 1));
  if (lock !== undefined) return isVendored(path) ? undefined : lock;
  return DATABASES.get(path);
}
