import type { Standard } from "../../core/configuration.ts";
import type { ImageFact, ImageReferenceFact } from "../../core/image.ts";
import { subject } from "../../core/subject.ts";
import type { ImageOrigin } from "../facts.ts";

/** Where an image that a file names would be fetched from. */
export function originOfReference(
  { at, subject, reference }: ImageReferenceFact,
  { registries }: Standard,
): ImageOrigin {
  const first = reference.split("/")[0] ?? "";
  const isHost = reference.includes("/") && (/[.:]/.test(first) || first === "localhost");
  return {
    kind: "image-origin",
    at,
    subject,
    reference,
    registry: isHost ? first : "docker.io",
    byDigest: reference.includes("@sha256:"),
    digest: "",
    allowed: registries,
  };
}

/** Where an image comes from, as the standard's registries are held against it. */
export function originOf(image: ImageFact, { registries }: Standard): ImageOrigin {
  const reference = image.reference.replace(/^registry:/, "");
  return {
    kind: "image-origin",
    at: image.at,
    subject: subject("image", image.reference),
    reference,
    registry: image.registry,
    byDigest: /@sha256:[0-9a-f]{64}$/.test(reference),
    digest: image.digest,
    allowed: registries,
  };
}
