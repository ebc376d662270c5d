import type { OpenFile, WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type UnreadFact, unreadAt } from "../../facts.ts";
import { eachLine } from "../lines.ts";
import { sumsOf } from "../sums.ts";
import { nameOfSupplier } from "../supplier.ts";
import { foldName, pypiPurl, requiredName } from "./names.ts";

/** Longer than this, the field `License` holds a licence's text and not its name. */
const LONGEST_LICENSE_NAME = 100;
const LICENSE_CLASSIFIER = "License :: ";

/**
 * Installed Python projects: `METADATA` of a `.dist-info` directory, `PKG-INFO` of an `.egg-info` directory or of an
 * unpacked egg, and an `.egg-info` that is itself the file.
 */
export const pythonInstalled: WholeReader<PackageFact | UnreadFact> = {
  id: "inventory/python-installed",
  version: 3,
  limit: 16 * 1024 * 1024,
  wants: ({ type, path }) =>
    type === "file" &&
    (path.endsWith(".dist-info/METADATA") ||
      path.endsWith(".egg-info/PKG-INFO") ||
      path.endsWith(".egg/EGG-INFO/PKG-INFO") ||
      path.endsWith(".egg-info")),
  *read(file) {
    const headers = readHeaders(file.text());
    const [name] = headers.get("name") ?? [];
    const [version] = headers.get("version") ?? [];
    if (!name || !version) yield unreadAt(file.place, "the metadata of a Python project has no name or no version");
    else yield asPackage(file, headers, foldName(name), version);
  },
};

type Headers = ReadonlyMap<string, readonly string[]>;

const WANTED = new Set([
  "name",
  "version",
  "license",
  "license-expression",
  "classifier",
  "requires-dist",
  "author",
  "author-email",
  "maintainer",
]);

/** The header fields, as in a mail; the description follows after the first empty line. */
function readHeaders(text: string): Headers {
  const headers = new Map<string, string[]>();
  let inBody = false;
  let open: string[] | undefined;
  const end = endOfHeaders(text);
  eachLine(text.slice(0, end), (line) => {
    if (inBody) return;
    if (line === "") {
      inBody = true;
      return;
    }
    if (line.startsWith(" ") || line.startsWith("\t")) {
      if (open !== undefined) open[open.length - 1] += ` ${line.trim()}`;
      return;
    }
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon)).toLowerCase();
    open = WANTED.has(name) ? (headers.get(name) ?? []) : undefined;
    if (open === undefined) return;
    open.push(line.slice(colon + 1).trim());
    headers.set(name, open);
  });
  return headers;
}

/** Descriptions are long and of no use here: they need not be cut into lines. */
function endOfHeaders(text: string): number {
  const empty = text.indexOf("\n\n");
  return empty === -1 ? text.length : empty;
}

/** Newer projects write the name into the field of the address alone. */
function supplierIn(headers: Headers): string | undefined {
  const written = ["author", "author-email", "maintainer"].map((field) => nameOfSupplier(headers.get(field)?.[0]));
  return written.find((name) => name !== undefined);
}

function asPackage(file: OpenFile, headers: Headers, name: string, version: string): PackageFact {
  const supplier = supplierIn(headers);
  return {
    kind: "package",
    at: file.place,
    identity: { by: "purl", type: "pypi", purl: pypiPurl(name, version) },
    name,
    version,
    licenses: licensesIn(headers),
    ...(supplier !== undefined && { supplier }),
    relation: "installed",
    realm: { by: "name", within: `pypi ${siteOf(file.path)}` },
    key: name,
    provides: [],
    needs: needsIn(headers.get("requires-dist") ?? []),
    owns: [],
    sums: sumsOf(file.bytes),
  };
}

/** The directory that holds the `.dist-info`: what is installed together lies there together. */
function siteOf(path: string): string {
  if (path.endsWith("/EGG-INFO/PKG-INFO")) return path.split("/").slice(0, -3).join("/");
  const information = path.endsWith(".egg-info") ? path : path.slice(0, path.lastIndexOf("/"));
  return information.slice(0, Math.max(0, information.lastIndexOf("/")));
}

/** An extra is only wanted by those who ask for it; of the rest, a marker may leave one out, and then it is absent. */
function needsIn(requirements: readonly string[]): string[][] {
  return requirements
    .filter((requirement) => !/\bextra\s{0,9}[=!<>]/.test(requirement))
    .map(requiredName)
    .filter((name) => name !== undefined)
    .map((name) => [name]);
}

function licensesIn(headers: Headers): string[] {
  const [expression] = headers.get("license-expression") ?? [];
  if (expression) return [expression];
  const [named] = headers.get("license") ?? [];
  if (named && named !== "UNKNOWN" && named.length <= LONGEST_LICENSE_NAME) return [named];
  return (headers.get("classifier") ?? [])
    .filter((classifier) => classifier.startsWith(LICENSE_CLASSIFIER))
    .map((classifier) => classifier.slice(classifier.lastIndexOf(" :: ") + " :: ".length));
}
