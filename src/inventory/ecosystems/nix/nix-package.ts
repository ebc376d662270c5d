import type { Place } from "../../../core/place.ts";
import type { PackageFact } from "../../facts.ts";
import { asPackage } from "../as-package.ts";
import type { StorePath } from "./store-path.ts";

/**
 * A path of the store as a package. The purl type asks for an origin, and the store keeps none: nixpkgs is where all
 * but private packages come from.
 */
export function nixPackage(
  at: Place,
  { path, name, version, output }: StorePath,
  needs: readonly string[],
): PackageFact {
  return asPackage({
    at: { ...at, path },
    purl: { type: "nix", namespace: "nixpkgs", name, ...(output !== undefined && { qualifiers: { output } }) },
    name,
    version,
    relation: "installed",
    within: "nix",
    key: path,
    needs,
  });
}
