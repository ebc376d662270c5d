import type { Standard } from "../../core/configuration.ts";
import type { ImageFact, LineageFact } from "../../core/image.ts";
import { subject } from "../../core/subject.ts";
import type { ImageBase } from "../facts.ts";

const CLAIMS = ["org.opencontainers.image.base.digest", "org.opencontainers.image.base.name"];

/** The base that an image stands on by its layers, beside the one that its labels claim. */
export function descentOf(image: ImageFact, lineage: readonly LineageFact[], { bases }: Standard): ImageBase {
  const ancestors = lineage.flatMap((fact) => fact.ancestors).filter(({ by }) => by === "declared");
  const said = { ...image.configuration.labels, ...image.annotations };
  const claimed = CLAIMS.flatMap((name) => said[name] ?? [])[0] ?? "";
  const claimedBase = bases.find(({ digests }) => digests.includes(claimed));
  return {
    kind: "image-base",
    at: image.at,
    subject: subject("image", image.reference),
    proven: ancestors[0]?.name ?? "",
    claimed,
    claimIsFalse:
      claimedBase !== undefined &&
      claimedBase.diffIds.length > 0 &&
      !ancestors.some(({ name }) => name === claimedBase.name),
    declared: bases.filter(({ diffIds }) => diffIds.length > 0).length,
  };
}
