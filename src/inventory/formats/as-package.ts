import type { OpenFile } from "../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../facts.ts";
import {
  type CanonicalPurl,
  canonicalPurl,
  distributionOf,
  nameOf,
  OF_DISTRIBUTIONS,
  versionOf,
} from "./canonical-purl.ts";
import type { Listed } from "./listed.ts";

/** What a document lists as a package of ours. Without a package URL it is none that anybody could judge. */
export function asPackage(
  file: Pick<OpenFile, "place" | "path">,
  listed: Listed,
): PackageFact | PassedOverFact | UnreadFact {
  const { place: at, path } = file;
  if (listed.kind === "file") return passedOverAt(at, "notPackages", "a file among the components is no package");
  if (listed.purl === undefined)
    return passedOverAt(at, "withoutPurl", `a ${listed.kind ?? "package"} without a package URL`);
  const identity = canonicalPurl(listed.purl);
  if (identity === undefined) return unreadAt(at, `the package URL of ${shortened(listed.name)} is none`);
  const { purl, parts } = identity;
  const version = versionOf(identity);
  const source = sourceOf(identity, listed);
  const distribution = listed.distribution ?? distributionOf(identity);
  const { supplier, hashes, scope, direct, ownedBy } = listed;
  return {
    kind: "package",
    at,
    identity: { by: "purl", type: parts.type, purl },
    name: nameOf(identity, listed.group, listed.name),
    ...(version !== undefined && { version }),
    ...(source !== undefined && { source }),
    ...(distribution !== undefined && { distribution }),
    licenses: listed.licenses,
    ...(supplier !== undefined && { supplier }),
    ...(hashes.length > 0 && { hashes }),
    relation: listed.relation ?? "declared",
    ...(scope !== undefined && { scope }),
    ...(direct !== undefined && { direct }),
    ...(ownedBy !== undefined && { ownedBy }),
    realm: { by: "name", within: path },
    key: listed.ref,
    provides: [],
    needs: listed.needs.map((need) => [need]),
    owns: [],
  };
}

/** As the document says, else by the qualifier `upstream`, else under the package's own name. */
function sourceOf({ parts, upstream }: CanonicalPurl, { source }: Listed): PackageFact["source"] {
  if (!OF_DISTRIBUTIONS.has(parts.type)) return undefined;
  const [upstreamName, upstreamVersion] = upstream?.split("@", 2) ?? [];
  const name = source?.name || upstreamName || parts.name;
  const version = source?.version || upstreamVersion || parts.version;
  return version === undefined ? undefined : { name, version };
}

function shortened(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}
