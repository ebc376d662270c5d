import type { Place } from "../../../core/place.ts";
import type { PackageFact } from "../../facts.ts";
import { eachLine } from "../lines.ts";
import { nameOfSupplier } from "../supplier.ts";
import { foldName, pypiPurl, requiredName } from "./names.ts";

/** Longer than this, the field `License` holds a licence's text and not its name. */
const LONGEST_LICENSE_NAME = 100;
const LICENSE_CLASSIFIER = "License :: ";

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

/** Where a project lies, and with whom. */
interface Lies {
  readonly at: Place;
  /** The directory in which it finds what it needs. */
  readonly site: string;
  readonly sums: readonly string[];
}

/** The project that a file of metadata describes; undefined where it names none. */
export function describedProject(text: string, { at, site, sums }: Lies): PackageFact | undefined {
  const headers = readHeaders(text);
  const [written] = headers.get("name") ?? [];
  const [version] = headers.get("version") ?? [];
  if (!written || !version) return undefined;
  const name = foldName(written);
  const supplier = supplierIn(headers);
  return {
    kind: "package",
    at,
    identity: { by: "purl", type: "pypi", purl: pypiPurl(name, version) },
    name,
    version,
    licenses: licensesIn(headers),
    ...(supplier !== undefined && { supplier }),
    relation: "installed",
    realm: { by: "name", within: `pypi ${site}` },
    key: name,
    provides: [],
    needs: needsIn(headers.get("requires-dist") ?? []),
    owns: [],
    sums,
  };
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
