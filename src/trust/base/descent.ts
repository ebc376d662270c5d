import type { Standard } from "../../core/configuration.ts";
import type { ImageFact } from "../../core/image.ts";
import { subject } from "../../core/subject.ts";
import type { ImageBase } from "../facts.ts";

const CLAIMS = ["org.opencontainers.image.base.digest", "org.opencontainers.image.base.name"];

/**
 * What an image stands on. Descent is proven when a declared base's diff ids are the beginning of the image's own:
 * that survives recompression, and cannot be claimed by a label.
 */
export function descentOf(image: ImageFact, { bases }: Standard): ImageBase {
  const diffIds = image.layers.map(({ diffId }) => diffId);
  const known = bases.filter((base) => base.diffIds.length > 0);
  const proven = known
    .filter((base) => base.diffIds.every((diffId, index) => diffIds[index] === diffId))
    .sort((a, b) => b.diffIds.length - a.diffIds.length)[0];
  const said = { ...image.configuration.labels, ...image.annotations };
  const claimed = CLAIMS.flatMap((name) => said[name] ?? [])[0] ?? "";
  const claimedBase = bases.find(({ digests }) => digests.includes(claimed));
  return {
    kind: "image-base",
    at: image.at,
    subject: subject("image", image.reference),
    proven: proven?.name ?? "",
    claimed,
    claimIsFalse: claimedBase !== undefined && claimedBase.diffIds.length > 0 && claimedBase !== proven,
    declared: known.length,
  };
}
