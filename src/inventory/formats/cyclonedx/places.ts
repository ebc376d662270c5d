import { distinctPlaces } from "../../../core/order.ts";
import type { Place } from "../../../core/place.ts";
import { PROPERTY } from "./properties.ts";
import { type CycloneDxComponent, CycloneDxOccurrence } from "./schema.ts";

/** A place as versions from 1.6 on have room for it; of a component in several layers, the context says which. */
export interface Occurrence {
  readonly location: string;
  readonly line?: number;
  readonly additionalContext?: string;
}

const LAYER = "layer ";

export function asOccurrence({ path = "", line, layer }: Place, spec: string, inSeveralLayers: boolean): Occurrence {
  if (spec === "1.5") return { location: path };
  return {
    location: path,
    ...(line !== undefined && { line }),
    ...(inSeveralLayers && layer !== undefined && { additionalContext: `${LAYER}${layer}` }),
  };
}

/** Where a document says that a component lies: in ours, in Syft's and in Trivy's words. */
export function placesOf({ evidence, properties }: CycloneDxComponent): Place[] {
  const named = (name: string) => properties.flatMap((one) => (one.name === name && one.value ? [one.value] : []));
  const [layer, another] = [...named(PROPERTY.layer), ...named("aquasecurity:trivy:LayerDigest")];
  const only = another === undefined ? layer : undefined;
  const inLayer = (path: string, line?: number, own = only): Place => ({
    path: path.replace(/^\/+/, ""),
    ...(line !== undefined && { line }),
    ...(own !== undefined && { layer: own }),
  });
  const occurrences = (evidence?.occurrences ?? []).flatMap((value) => {
    const { data } = CycloneDxOccurrence.safeParse(value);
    if (data === undefined || data.location === "") return [];
    const { location, line, additionalContext: context } = data;
    return [inLayer(location, line, context?.startsWith(LAYER) ? context.slice(LAYER.length) : only)];
  });
  const paths = [...named(PROPERTY.location), ...named("aquasecurity:trivy:FilePath")].map((path) => inLayer(path));
  return distinctPlaces([...occurrences, ...paths, ...syftPlaces(properties)]);
}

/** `syft:location:0:path` and `syft:location:0:layerID`; the number joins them. */
function syftPlaces(properties: CycloneDxComponent["properties"]): Place[] {
  const byNumber = new Map<string, { path?: string; layer?: string }>();
  for (const { name, value } of properties) {
    const [, number, what] = /^syft:location:(\d{1,6}):(path|layerID)$/.exec(name) ?? [];
    if (number === undefined || !value) continue;
    const place = byNumber.get(number) ?? {};
    byNumber.set(number, place);
    if (what === "path") place.path = value.replace(/^\/+/, "");
    else place.layer = value;
  }
  return [...byNumber.values()].filter(({ path }) => path !== undefined);
}
