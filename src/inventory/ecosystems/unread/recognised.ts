import type { StreamReader } from "../../../core/reader.ts";
import { type UnreadFact, unreadAt } from "../../facts.ts";
import { isVendored } from "../vendored.ts";

/** Files that name packages and that this version does not read: by their name, wherever they lie. */
const LOCKS = new Map([
  ["bun.lock", "lock file of Bun"],
  ["bun.lockb", "lock file of Bun"],
  ["Cargo.lock", "lock file of Cargo"],
  ["Pipfile.lock", "lock file of Pipenv"],
  ["pdm.lock", "lock file of PDM"],
  ["pylock.toml", "lock file of Python (PEP 751)"],
  ["pom.xml", "manifest of Maven"],
  ["gradle.lockfile", "lock file of Gradle"],
  ["Gemfile.lock", "lock file of Bundler"],
  ["packages.lock.json", "lock file of NuGet"],
  ["mix.lock", "lock file of Mix"],
  ["pubspec.lock", "lock file of Dart"],
  ["Package.resolved", "lock file of Swift"],
  ["Podfile.lock", "lock file of CocoaPods"],
]);

/** Databases of installed packages, at their one path. */
const DATABASES = new Map(
  ["var/lib/rpm/", "usr/lib/sysimage/rpm/", "usr/share/rpm/"].map((directory) => [
    `${directory}rpmdb.sqlite-wal`,
    "changes that the database of RPM has not yet taken in",
  ]),
);

/** Says of each file that names packages and is not read that this is so: silence would count as "nothing there". */
export const recognised: StreamReader<UnreadFact> = {
  id: "inventory/recognised",
  version: 1,
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
