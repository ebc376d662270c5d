import { distinctPlaces } from "../../core/order.ts";
import type { Place } from "../../core/place.ts";
import { readListing } from "./bill-of-materials.ts";
import { canonicalPurl } from "./canonical-purl.ts";

/** Where a document says that its components lie in what it is about, by their package URLs. */
export function placesToldIn(text: string): ReadonlyMap<string, readonly Place[]> {
  const places = new Map<string, readonly Place[]>();
  for (const { purl, places: told } of readListing(text).components) {
    const own = purl === undefined || told.length === 0 ? undefined : canonicalPurl(purl)?.purl;
    if (own !== undefined) places.set(own, distinctPlaces([...(places.get(own) ?? []), ...told]));
  }
  return places;
}
