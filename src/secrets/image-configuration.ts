import type { ImageFact } from "../core/image.ts";
import type { Place } from "../core/place.ts";
import { credentialsIn } from "./credentials-in.ts";
import type { SecretsFact } from "./facts.ts";
import type { Format } from "./file-kinds.ts";

/**
 * Credentials in what every image carries in the open besides its layers: environment, labels, annotations, and the
 * commands of its history with the build arguments in them. Anyone who may pull the image reads them.
 */
export function credentialsInImage(
  image: ImageFact,
  context: { identityKey: string; explain: boolean },
): SecretsFact[] {
  return textsOf(image).flatMap(({ ref, text, format }) => {
    const place: Place = { ref };
    return credentialsIn({ bytes: Buffer.from(text), path: ref, format }, place, context).map((fact) => ({
      ...fact,
      at: place,
    }));
  });
}

interface Text {
  readonly ref: string;
  readonly text: string;
  readonly format: Format;
}

function textsOf({ configuration, annotations }: ImageFact): Text[] {
  return [
    ...configuration.environment.map((text): Text => {
      return { ref: `image configuration: ENV ${text.slice(0, text.indexOf("=")) || "?"}`, text, format: "env" };
    }),
    ...pairs(configuration.labels).map(([name, value]): Text => {
      return { ref: `image configuration: LABEL ${name}`, text: `${name}=${value}`, format: "env" };
    }),
    ...pairs(annotations).map(([name, value]): Text => {
      return { ref: `image annotation: ${name}`, text: `${name}=${value}`, format: "env" };
    }),
    ...configuration.history.map(({ createdBy }, index): Text => {
      return { ref: `image history: step ${index + 1}`, text: createdBy, format: "shell" };
    }),
    { ref: "image configuration: ENTRYPOINT", text: configuration.entrypoint.join(" "), format: "shell" },
    { ref: "image configuration: CMD", text: configuration.command.join(" "), format: "shell" },
  ];
}

function pairs(record: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
