import { type Purl, readPurl, writePurl } from "../../../core/purl.ts";
import { foldName } from "../../ecosystems/python/names.ts";

export interface CanonicalPurl {
  readonly purl: string;
  readonly parts: Purl;
  /** The qualifier by which some name the source package. */
  readonly upstream?: string;
}

/** Qualifiers that make it another component; the others tell where it came from or lies. */
const IDENTITY: ReadonlyMap<string, readonly string[]> = new Map([
  ["deb", ["arch", "distro"]],
  ["apk", ["arch", "distro"]],
  ["rpm", ["arch", "distro", "epoch"]],
  ["maven", ["classifier", "type"]],
]);

/**
 * A foreign package URL as we would write it, so that a component keeps its identity whoever lists it: the epoch of
 * a Debian package stands in its version, names are folded as their type asks.
 */
export function canonicalPurl(text: string): CanonicalPurl | undefined {
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
