import { type Purl, readPurl, writePurl } from "../../core/purl.ts";
import { releaseOf } from "../assembly/distribution.ts";
import { foldName } from "../ecosystems/python/names.ts";

export interface CanonicalPurl {
  readonly purl: string;
  readonly parts: Purl;
  /** The qualifier by which some name the source package. */
  readonly upstream?: string;
}

/** Types whose packages belong to a release of a distribution. */
export const OF_DISTRIBUTIONS: ReadonlySet<string> = new Set(["deb", "apk", "rpm", "alpm"]);

/** Qualifiers that make it another component; the others tell where it came from or lies. */
const IDENTITY: ReadonlyMap<string, readonly string[]> = new Map([
  ["deb", ["arch", "distro"]],
  ["apk", ["arch", "distro"]],
  ["rpm", ["arch", "distro", "epoch"]],
  ["alpm", ["arch", "distro"]],
  ["maven", ["classifier", "type"]],
  ["gem", ["platform"]],
  ["conda", ["build", "subdir"]],
  ["docker", ["repository_url"]],
]);

/**
 * A foreign package URL as we would write it, so that a component keeps its identity whoever lists it: the epoch of
 * a Debian package stands in its version, names are folded as their type asks.
 */
export function canonicalPurl(text: string): CanonicalPurl | undefined {
  const known = KNOWN.get(text);
  if (known !== undefined) return known;
  const made = makeCanonical(text);
  if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
  if (made !== undefined && text.length <= LONGEST_KNOWN) KNOWN.set(text, made);
  return made;
}

/** Documents list the same packages again and again: a hub reads the packages of one base with each image on it. */
const KNOWN = new Map<string, CanonicalPurl>();
const MOST_KNOWN = 20_000;
const LONGEST_KNOWN = 300;

function makeCanonical(text: string): CanonicalPurl | undefined {
  const foreign = readPurl(text);
  if (foreign === undefined) return undefined;
  const { type, namespace, version, qualifiers = {} } = foreign;
  const kept = Object.fromEntries(
    (IDENTITY.get(type) ?? []).flatMap((key) => (qualifiers[key] ? [[key, qualifiers[key]]] : [])),
  );
  const epoch =
    type === "deb" && qualifiers["epoch"] && version && !version.includes(":") ? `${qualifiers["epoch"]}:` : "";
  const parts: Purl = {
    type,
    ...(namespace !== undefined && { namespace }),
    name: type === "pypi" ? foldName(foreign.name) : foreign.name,
    ...(version !== undefined && { version: `${epoch}${version}` }),
    ...(Object.keys(kept).length > 0 && { qualifiers: kept }),
  };
  return { purl: writePurl(parts), parts, ...(qualifiers["upstream"] && { upstream: qualifiers["upstream"] }) };
}

/** As its ecosystem writes it; a document may leave out what the package URL already says. */
export function nameOf({ parts }: CanonicalPurl, group: string | undefined, name: string): string {
  const { type, namespace, qualifiers } = parts;
  if (type === "maven") return `${namespace ?? group ?? ""}:${parts.name}`;
  if (type === "golang" && name.includes("/")) return name;
  if (type === "docker") return [qualifiers?.["repository_url"], namespace, parts.name].filter(Boolean).join("/");
  return NAMED_WITH_NAMESPACE.has(type) && namespace !== undefined ? `${namespace}/${parts.name}` : parts.name;
}

const NAMED_WITH_NAMESPACE: ReadonlySet<string> = new Set(["npm", "golang", "composer", "githubactions", "swift"]);

/** Of `rpm` the epoch stands apart in the package URL; versions are compared with it. */
export function versionOf({ parts: { type, version, qualifiers } }: CanonicalPurl): string | undefined {
  const epoch = type === "rpm" ? qualifiers?.["epoch"] : undefined;
  return version !== undefined && epoch ? `${epoch}:${version}` : version;
}

/** `distro=debian-12.5` and `distro=3.20.3` both name a release of the namespace. */
export function distributionOf({ parts }: CanonicalPurl): string | undefined {
  const distro = parts.qualifiers?.["distro"];
  const { namespace: id } = parts;
  if (id === undefined || !distro || !OF_DISTRIBUTIONS.has(parts.type)) return undefined;
  // The vendor's namespace is not always the system's own id: `pkg:rpm/redhat/bash?distro=rhel-9.3`.
  const [, system, release] = /^([a-z][a-z_-]{0,40})-([0-9].*)$/.exec(distro) ?? [];
  if (system !== undefined && release !== undefined) return releaseOf({ id: system, version: release });
  const version = distro.startsWith(`${id}-`) ? distro.slice(id.length + 1) : distro;
  return releaseOf(version === id ? { id } : { id, version });
}
