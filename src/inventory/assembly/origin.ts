import type { PackageFact } from "../facts.ts";

/** What one layer's database lists. */
interface Listing {
  readonly layer: number;
  readonly packages: Map<string, PackageFact>;
}

/**
 * A distribution's database is written anew by every layer that installs something, and so lists in the topmost layer
 * all that came from the ones below. This moves the packages that are there to the layer that brought them: the lowest
 * from which on every database up to the topmost lists the same version. The facts of hidden databases are dropped.
 */
export function atTheirOrigin(
  facts: readonly PackageFact[],
  layerIndex: (layer: string | undefined) => number,
): PackageFact[] {
  const listings = listingsByPath(facts, layerIndex);
  return facts
    .filter(({ visible }) => visible !== false)
    .map((fact) => {
      const origin = originOf(fact, listings.get(fact.at.path ?? "") ?? [], layerIndex(fact.at.layer));
      return origin === fact ? fact : { ...fact, at: origin.at };
    });
}

/** Highest layer first. */
function listingsByPath(
  facts: readonly PackageFact[],
  layerIndex: (layer: string | undefined) => number,
): Map<string, Listing[]> {
  const byPath = new Map<string, Map<number, Listing>>();
  for (const fact of facts) {
    if (fact.identity.by !== "distribution") continue;
    const path = fact.at.path ?? "";
    const layer = layerIndex(fact.at.layer);
    const listings = byPath.get(path) ?? new Map<number, Listing>();
    byPath.set(path, listings);
    const listing = listings.get(layer) ?? { layer, packages: new Map<string, PackageFact>() };
    listings.set(layer, listing);
    listing.packages.set(nameOf(fact), fact);
  }
  return new Map(
    [...byPath].map(([path, listings]) => [path, [...listings.values()].sort((a, b) => b.layer - a.layer)]),
  );
}

function originOf(fact: PackageFact, listings: readonly Listing[], layer: number): PackageFact {
  let origin = fact;
  for (const listing of listings) {
    if (listing.layer >= layer) continue;
    const earlier = listing.packages.get(nameOf(fact));
    if (earlier === undefined) break;
    origin = earlier;
  }
  return origin;
}

function nameOf({ identity, name, version = "" }: PackageFact): string {
  return identity.by === "distribution" ? `${name}:${identity.architecture} ${version}` : "";
}
