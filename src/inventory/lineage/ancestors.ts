import type { Ancestor, ImageFact } from "../../core/image.ts";
import { compareText } from "../../core/order.ts";

/** A base that an image may stand on. */
export interface KnownBase {
  readonly name: string;
  readonly by: Ancestor["by"];
  /** Lowest first. */
  readonly diffIds: readonly string[];
}

/**
 * The known bases whose diff ids are the beginning of the image's own, nearest first. A stored image is no ancestor of
 * one with the very same layers: that is the same image under another name.
 */
export function ancestorsOf(image: ImageFact, bases: readonly KnownBase[]): Ancestor[] {
  return bases
    .filter(({ diffIds, by }) => {
      if (diffIds.length === 0 || (by === "stored" && diffIds.length >= image.layers.length)) return false;
      return diffIds.every((diffId, index) => image.layers[index]?.diffId === diffId);
    })
    .sort((a, b) => b.diffIds.length - a.diffIds.length || compareText(a.by, b.by) || compareText(a.name, b.name))
    .map(({ name, by, diffIds }) => ({
      name,
      by,
      layers: image.layers.slice(0, diffIds.length).map(({ digest, diffId }) => digest ?? diffId),
    }));
}
