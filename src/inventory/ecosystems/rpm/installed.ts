import type { OpenFile, WholeReader } from "../../../core/reader.ts";
import {
  type OwnedFile,
  type PackageFact,
  type PassedOverFact,
  passedOverAt,
  type UnreadFact,
  unreadAt,
} from "../../facts.ts";
import { isManifest, mayHoldPackage } from "../owned-paths.ts";
import { isSqlite, readTable } from "../sqlite-table.ts";
import { nameOfSupplier } from "../supplier.ts";
import { isBerkeleyHash, readHashValues } from "./berkeley-hash.ts";
import { RpmHeader, TAG } from "./header.ts";
import { isNdb, readNdbValues } from "./ndb.ts";
import { readRequirement, readSourceRpm } from "./relations.ts";

const DIRECTORIES = ["var/lib/rpm/", "usr/lib/sysimage/rpm/", "usr/share/rpm/"];
const DATABASES: ReadonlySet<string> = new Set(
  DIRECTORIES.flatMap((directory) => ["Packages", "Packages.db", "rpmdb.sqlite"].map((name) => directory + name)),
);
/** Keys to check signatures with are kept as if they were packages. */
const SIGNING_KEY = "gpg-pubkey";
/** `fileDigestAlgorithm` as OpenPGP numbers them; absent means MD5. */
const DIGESTS: ReadonlyMap<number, string> = new Map([
  [1, "md5"],
  [2, "sha1"],
  [8, "sha256"],
]);

/** The packages of Red Hat, Fedora, SUSE and their kin: the database of RPM in each of its three forms. */
export const rpmInstalled: WholeReader<PackageFact | PassedOverFact | UnreadFact> = {
  id: "inventory/rpm-installed",
  version: 3,
  wants: ({ type, path }) => type === "file" && DATABASES.has(path),
  *read(file) {
    const { headers, problem } = readHeaders(file.bytes);
    const paths = pathsAskedFor(headers);
    for (const header of headers) yield asPackage(file, header, paths);
    if (problem !== undefined) yield unreadAt(file.place, `database of RPM: ${problem}`);
  },
};

/** More than any system has from packages. */
const MOST_FILES = 4_000_000;

/** What can be read before the database turns out to be damaged is there all the same. */
function readHeaders(bytes: Buffer): { headers: Read[]; problem?: string } {
  const headers: Read[] = [];
  try {
    let files = 0;
    for (const blob of headersIn(bytes)) {
      const header = readHeader(new RpmHeader(blob));
      files += header.files.length;
      if (files > MOST_FILES) throw new Error(`its packages have more than ${MOST_FILES} files`);
      headers.push(header);
    }
    return { headers };
  } catch (error) {
    // A RangeError is thrown by a Buffer that is asked for bytes that it does not have.
    return { headers, problem: error instanceof RangeError ? "it is cut short" : (error as Error).message };
  }
}

function* headersIn(bytes: Buffer): Iterable<Buffer> {
  if (isSqlite(bytes)) {
    for (const { values } of readTable(bytes, "Packages")) if (Buffer.isBuffer(values[1])) yield values[1];
  } else if (isNdb(bytes)) yield* readNdbValues(bytes);
  else if (isBerkeleyHash(bytes)) {
    // Beside the headers it holds a counter of four bytes.
    for (const value of readHashValues(bytes)) if (value.length > 8) yield value;
  } else throw new Error("its form is none of SQLite, Berkeley DB and ndb");
}

/** What is asked of one header. */
interface Read {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly license: string;
  readonly vendor: string | undefined;
  readonly sourceRpm: string;
  readonly provides: readonly string[];
  readonly needs: readonly (readonly string[])[];
  readonly files: readonly OwnedFile[];
}

function readHeader(header: RpmHeader): Read {
  const [epoch = 0] = header.numbers(TAG.epoch);
  const version = header.text(TAG.version) ?? "";
  const release = header.text(TAG.release);
  return {
    name: header.text(TAG.name) ?? "",
    version: `${epoch > 0 ? `${epoch}:` : ""}${version}${release ? `-${release}` : ""}`,
    architecture: header.text(TAG.architecture) ?? "",
    license: header.text(TAG.license) ?? "",
    vendor: header.text(TAG.vendor),
    sourceRpm: header.text(TAG.sourceRpm) ?? "",
    provides: [...new Set(header.texts(TAG.provideName))],
    needs: [...new Set(header.texts(TAG.requireName))].flatMap(readRequirement),
    files: filesOf(header),
  };
}

/** A file's name is cut into a directory, by its number, and a base name. */
function filesOf(header: RpmHeader): OwnedFile[] {
  const directories = header.texts(TAG.directoryNames);
  const indexes = header.numbers(TAG.directoryIndexes);
  const [algorithm = 1] = header.numbers(TAG.fileDigestAlgorithm);
  const digest = DIGESTS.get(algorithm);
  const sums = digest === undefined ? [] : header.texts(TAG.fileDigests);
  return header.texts(TAG.baseNames).map((base, index) => {
    const path = `${directories[indexes[index] ?? -1] ?? ""}${base}`.replace(/^\//, "");
    return { path, ...(sums[index] && isManifest(path) && { sum: `${digest}:${sums[index]}` }) };
  });
}

/** Requirements may name a file in place of a package; whoever owns it meets them. */
function pathsAskedFor(headers: readonly Read[]): ReadonlySet<string> {
  return new Set(headers.flatMap(({ needs }) => needs.flat()).filter((name) => name.startsWith("/")));
}

function asPackage(
  { place: at }: OpenFile,
  { name, version, architecture, license, vendor, sourceRpm, provides, needs, files }: Read,
  paths: ReadonlySet<string>,
): PackageFact | PassedOverFact | UnreadFact {
  if (name === "" || version === "") return unreadAt(at, "a package of the database has no name or no version");
  if (name === SIGNING_KEY) return passedOverAt(at, "notPackages", "a key in the database of RPM is no package");
  const supplier = nameOfSupplier(vendor);
  return {
    kind: "package",
    at,
    identity: { by: "distribution", type: "rpm", architecture },
    name,
    version,
    source: readSourceRpm(sourceRpm) ?? { name, version },
    licenses: license === "" ? [] : [license],
    ...(supplier !== undefined && { supplier }),
    relation: "installed",
    realm: { by: "name", within: "rpm" },
    key: name,
    provides: [...provides, ...files.map(({ path }) => `/${path}`).filter((path) => paths.has(path))],
    needs,
    owns: files.filter(({ path }) => mayHoldPackage(path)),
  };
}
