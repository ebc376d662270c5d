/** Where syft's list and the manager's differ: why, and who is right. Read in both lists by hand, syft 1.57.0. */
export const DIFFERENCES: ReadonlyMap<string, string> = new Map([
  [
    "npm, lock",
    "It leaves out what development needs, and lists the project itself. What it links by name gets every version of that name: the wrong edges. npm is right.",
  ],
  [
    "npm, installed",
    "Its surplus are manifests inside of packages, mostly of what `next` compiled into itself, nearly all without a version. npm is right that they are not installed; it is also right on the edges, of which syft has none here.",
  ],
  ["npm, lock of version 1", "It leaves out what development needs, and reads no edges of this form. npm is right."],
  ["npm, lock of version 2", "As for the lock above."],
  [
    "pnpm, installed",
    "pnpm lists optional packages for other systems, which its lock names and nobody installed: we read the lock that lies there, syft's choice for images does not. Its surplus is as for npm.",
  ],
  [
    "pnpm, lock of version 5.4",
    "It leaves out what development needs, and takes an alias for a package. The lock is right.",
  ],
  [
    "pnpm, lock of version 6.0",
    "It leaves out what development needs, and takes an alias for a package. The lock is right.",
  ],
  ["Yarn 1, lock", "It leaves out what development needs. Yarn is right but for aliases, which both of us resolve."],
  ["Yarn 4, lock", "It leaves out what development needs, lists the project itself, and links by name. Yarn is right."],
  ["Bun, lock", "It leaves out what development needs. Bun is right but for aliases, which both of us resolve."],
  ["Python environment", "Both of us list the copy that bleach brings, which pip does not look for."],
  ["uv, lock", "It lists the project itself."],
  ["Pipenv, lock", "It leaves out what development needs. Pipenv is right."],
  ["uv, pylock.toml", "It does not read this form."],
  [
    "Java archives",
    "It takes the name of a module or a bundle for a group (`io.grpc.internal:grpc-core`), or the artifact's own. Maven is right.",
  ],
  ["Java archives, a second choice", "As above; and it lists bundles inside of archives under such groups."],
  ["Java archives, a third choice", "As above."],
  [
    "Rust program built with cargo auditable",
    "It leaves out crates that only built the program, such as macros. They are in the program's own list; we mark them as development.",
  ],
  ["Composer, lock", "It leaves out what development needs. Composer is right."],
  ["Well-known programs, unpacked", "It knows other programs; of these 72 it names those that are among its own."],
]);
