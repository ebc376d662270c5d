import type { Place } from "../../../core/place.ts";
import type { OpenFile, WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type UnreadFact, unreadAt } from "../../facts.ts";
import { wholeLines } from "../lines.ts";
import { nameOfSupplier } from "../supplier.ts";
import { readControl, type Stanza } from "./control.ts";
import { readRelations } from "./relations.ts";

const STATUS = "var/lib/dpkg/status";
const STATUS_DIRECTORY = "var/lib/dpkg/status.d/";
/** What lies in `status.d` beside the stanzas: lists of files and maintainer scripts. */
const BESIDE = [
  ".md5sums",
  ".list",
  ".preinst",
  ".postinst",
  ".prerm",
  ".postrm",
  ".conffiles",
  ".triggers",
  ".shlibs",
];
const FIELDS = new Set([
  "Package",
  "Status",
  "Version",
  "Architecture",
  "Source",
  "Depends",
  "Pre-Depends",
  "Provides",
  "Maintainer",
]);

/**
 * The packages of Debian and its kin: the database of dpkg, and the folder of single stanzas that images without
 * dpkg carry. The database holds no licences.
 */
export const dpkgStatus: WholeReader<PackageFact | UnreadFact> = {
  id: "inventory/dpkg-status",
  version: 3,
  wants: ({ type, path }) =>
    type === "file" &&
    path.startsWith(STATUS) &&
    (path === STATUS || (path.startsWith(STATUS_DIRECTORY) && !BESIDE.some((end) => path.endsWith(end)))),
  *read(file) {
    // The single stanzas of images without dpkg are written by other tools, which may leave out the last line's end.
    const { text, cut = undefined } = file.path === STATUS ? wholeLines(file.text()) : { text: file.text() };
    const { stanzas, broken } = readControl(text, FIELDS);
    for (const stanza of stanzas) {
      if (isInstalled(stanza)) yield asPackage(file, stanza);
    }
    const [line] = broken;
    if (line !== undefined) {
      yield unreadAt({ ...file.place, line }, `${broken.length} line(s) of the package database are no field`);
    }
    if (cut !== undefined) yield unreadAt({ ...file.place, line: cut }, "the package database is cut short");
  },
};

/**
 * The third word of `Status` is the state (dpkg(1)). A package that was removed leaves its stanza behind as
 * `config-files`; any state between that and `installed` has files lying here. `status.d` knows no states.
 */
function isInstalled({ fields }: Stanza): boolean {
  const state = fields.get("Status")?.split(" ").at(-1);
  return state !== "config-files" && state !== "not-installed";
}

function asPackage(file: OpenFile, { fields, line }: Stanza): PackageFact | UnreadFact {
  const at: Place = { ...file.place, line };
  const name = fields.get("Package");
  const version = fields.get("Version");
  if (!name || !version) return unreadAt(at, "a package of the database has no name or no version");
  const supplier = nameOfSupplier(fields.get("Maintainer"));
  return {
    kind: "package",
    at,
    identity: { by: "distribution", type: "deb", architecture: fields.get("Architecture") ?? "" },
    name,
    version,
    source: sourceOf(fields.get("Source"), name, version),
    licenses: [],
    ...(supplier !== undefined && { supplier }),
    relation: "installed",
    realm: { by: "name", within: "deb" },
    key: name,
    provides: readRelations(fields.get("Provides") ?? "").flat(),
    needs: [...readRelations(fields.get("Pre-Depends") ?? ""), ...readRelations(fields.get("Depends") ?? "")],
    owns: [],
  };
}

/** `Source: glibc` or `Source: gcc-12 (12.2.0-14)`; absent when it is named and numbered as the package. */
function sourceOf(field: string | undefined, name: string, version: string): { name: string; version: string } {
  if (!field) return { name, version };
  const open = field.indexOf("(");
  if (open === -1) return { name: field.trim(), version };
  const close = field.indexOf(")", open);
  return { name: field.slice(0, open).trim(), version: field.slice(open + 1, close === -1 ? undefined : close).trim() };
}
