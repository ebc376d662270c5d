import { parseReference } from "../../../connect/oci/index.ts";
import type { Place } from "../../../core/place.ts";
import { type PackageFact, type PassedOverFact, passedOverAt } from "../../facts.ts";
import { asPackage } from "../as-package.ts";

const HUB = "docker.io";
const OFFICIAL = "library/";

/** An image that a file names, as a package: what is in it shows only when the image itself is looked at. */
export function imagePackage(
  reference: string,
  at: Place,
  within: string,
  scope?: PackageFact["scope"],
): PackageFact | PassedOverFact {
  const image = parseReference(reference);
  if (image === undefined) return passedOverAt(at, "unresolved", "an image whose name is computed");
  const { registry, repository, tag, digest } = image;
  const isHub = registry === HUB;
  const path = isHub && repository.startsWith(OFFICIAL) ? repository.slice(OFFICIAL.length) : repository;
  const slash = path.lastIndexOf("/");
  return asPackage({
    at,
    purl: {
      type: "docker",
      ...(slash > 0 && { namespace: path.slice(0, slash) }),
      name: path.slice(slash + 1),
      ...(!isHub && { qualifiers: { repository_url: registry } }),
    },
    name: isHub ? path : `${registry}/${path}`,
    version: digest ?? tag,
    relation: "declared",
    within,
    key: reference,
    scope,
    direct: true,
  });
}
