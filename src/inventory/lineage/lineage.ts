import type { Analyzer } from "../../core/analyzer.ts";
import { WaybillError } from "../../core/errors.ts";
import type { Gap } from "../../core/gap.ts";
import type { ImageFact, LineageFact } from "../../core/image.ts";
import { Inventory } from "../bills/store/inventory.ts";
import { ancestorsOf, type KnownBase } from "./ancestors.ts";

/** What an image stands on: the bases that the standard declares, and the images whose bills are stored. */
export const lineage: Analyzer = {
  id: "inventory/lineage",
  room: "inventory",
  readers: [],
  rules: [],
  applies: ({ kind }) => kind === "image",
  analyze: ({ facts, configuration, dataDirectory }) => {
    const declared = configuration.standard.bases.map(
      ({ name, diffIds }): KnownBase => ({ name, by: "declared", diffIds }),
    );
    const known = declared.filter(({ diffIds }) => diffIds.length > 0);
    const gaps: Gap[] = [];
    const images = facts.of<ImageFact>("image");
    const found = images.map((image): LineageFact => {
      const stored = storedOn(image, dataDirectory);
      if (stored instanceof WaybillError) gaps.push({ where: "stored bills", reason: stored.message });
      const bases = [...known, ...(stored instanceof WaybillError ? [] : stored)];
      return { kind: "lineage", at: image.at, ancestors: ancestorsOf(image, bases), known: bases.length };
    });
    const [nearest] = found.flatMap(({ ancestors }) => ancestors);
    return {
      findings: [],
      facts: found,
      gaps,
      examined: {
        layers: images.reduce((sum, { layers }) => sum + layers.length, 0),
        ...(nearest !== undefined && { baseLayers: nearest.layers.length }),
        knownBases: found.reduce((sum, { known }) => sum + known, 0),
      },
    };
  },
};

function storedOn({ layers, reference }: ImageFact, dataDirectory: string): KnownBase[] | WaybillError {
  const [lowest] = layers;
  if (lowest === undefined) return [];
  try {
    return new Inventory(dataDirectory)
      .imagesOn(lowest.diffId)
      .filter(({ ref }) => ref !== reference)
      .map(({ ref, diffIds }) => ({ name: ref, by: "stored", diffIds }));
  } catch (error) {
    if (error instanceof WaybillError) return error;
    throw error;
  }
}
