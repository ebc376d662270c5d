import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { WaybillError } from "../../core/errors.ts";
import { schemeOf } from "../versions/index.ts";
import { isRedHatDocument } from "./red-hat-files.ts";

/** What a file holds: a zip of OSV records, CISA's catalogue, FIRST's estimates, or a distribution's own truth. */
export type FeedKind = "osv" | "kev" | "epss" | "debian-tracker" | "alpine-secdb" | "red-hat-vex";

/** One file to bring in. */
export interface FeedFile {
  readonly name: string;
  readonly path: string;
  readonly kind: FeedKind;
  /** Where it was had, as people will read it. */
  readonly origin: string;
  readonly fetchedAt: Date;
  readonly etag?: string;
  readonly lastModified?: string;
  /** The one ecosystem that it tells of. */
  readonly ecosystem?: string;
}

const ADVICE =
  "Name a zip of OSV records, a folder laid out as <Ecosystem>/all.zip, or one of the lists that `waybill help advisories import` names.";

/**
 * The feeds at a path: a file, a folder laid out as `<Ecosystem>/all.zip` with lists beside, or the cache folder of
 * osv-scanner, which has that layout one level down.
 * @throws WaybillError when there are none
 */
export function feedFilesIn(path: string): FeedFile[] {
  if (!existsSync(path)) throw new WaybillError("advisories/no-such-feed", `There is no ${path}.`, ADVICE);
  const files = statSync(path).isDirectory() ? filesInFolder(path) : feedFile(path);
  if (files.length > 0) return files;
  throw new WaybillError("advisories/no-feed", `${path} holds no advisories that we know.`, ADVICE);
}

/** How deep below the named folder feeds may lie. */
const DEEPEST = 3;

function filesInFolder(folder: string, depth = 1): FeedFile[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  const isRedHat = basename(folder) === "red-hat-vex" || entries.some(({ name }) => isRedHatDocument(name));
  if (isRedHat) return [redHat(folder)];
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isFile()) return feedFile(path);
      return entry.isDirectory() && depth < DEEPEST ? filesInFolder(path, depth + 1) : [];
    });
}

function redHat(path: string): FeedFile {
  return { name: "Red Hat VEX", kind: "red-hat-vex", path, origin: basename(path), fetchedAt: statSync(path).mtime };
}

function feedFile(path: string): FeedFile[] {
  const named = nameOf(path);
  if (named === undefined) return [];
  const name = basename(path);
  return [
    {
      ...named,
      path,
      origin: name === "all.zip" ? join(basename(dirname(path)), name) : name,
      fetchedAt: statSync(path).mtime,
    },
  ];
}

function nameOf(path: string): Pick<FeedFile, "name" | "kind" | "ecosystem"> | undefined {
  const file = basename(path);
  if (file === "all.zip") {
    const ecosystem = basename(dirname(path));
    const isKnown = schemeOf(ecosystem) !== undefined;
    return { name: `OSV ${ecosystem}`, kind: "osv", ...(isKnown && { ecosystem }) };
  }
  if (/^(?:csaf_vex|red-hat-vex)[\w.-]*\.(?:tar|tar\.zst|tar\.gz|tgz|zip)$/.test(file))
    return { name: "Red Hat VEX", kind: "red-hat-vex" };
  if (file.endsWith(".zip")) return { name: `OSV ${file.slice(0, -".zip".length)}`, kind: "osv" };
  if (/^epss.*\.csv(?:\.gz)?$/.test(file)) return { name: "FIRST EPSS", kind: "epss" };
  if (file.endsWith(".json") || file === "json") return listIn(head(path));
  return undefined;
}

/** Lists are known by what they begin with, since their names say little. */
function listIn(start: string): Pick<FeedFile, "name" | "kind"> | undefined {
  if (start.includes('"catalogVersion"') || start.includes('"cveID"')) return { name: "CISA KEV", kind: "kev" };
  if (/^\s*\{\s*"[^"]+"\s*:\s*\{\s*"(?:CVE|TEMP)-/.test(start))
    return { name: "Debian tracker", kind: "debian-tracker" };
  const release = /"distroversion"\s*:\s*"([^"]+)"/.exec(start)?.[1];
  const repository = /"reponame"\s*:\s*"([^"]+)"/.exec(start)?.[1];
  if (release !== undefined && repository !== undefined)
    return { name: `Alpine secdb ${release} ${repository}`, kind: "alpine-secdb" };
  return undefined;
}

function head(path: string): string {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(8 * 1024);
    return bytes.toString("utf8", 0, readSync(file, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(file);
  }
}
