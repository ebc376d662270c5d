import { parseReference } from "../../connect/oci/index.ts";
import { readDockerfile } from "../../documents/dockerfile/read.ts";
import { Lines } from "../../documents/text.ts";
import { type Fixer, type Mend, type MendRequest, type Unable, unable } from "./fixer.ts";
import { scalarAt } from "./yaml-places.ts";

/** `name:tag` becomes `name:tag@sha256:…`, by what the registry says the tag is today. */
export const pinImage: Fixer = {
  name: "pin-image",
  rules: [
    "workflows/unpinned-image",
    "workflows/unpinned-action", // uses: docker://image:tag
    "config/dockerfile/unpinned-base",
    "config/kubernetes/image-by-tag",
  ],
  kind: "edit",
  mend: async (request) => {
    const isDockerfile = request.finding.rule.startsWith("config/dockerfile/");
    return isDockerfile ? await pinBase(request) : await pinValue(request);
  },
};

const DOCKER = "docker://";

async function pinValue({ finding, place, file, resolvers }: MendRequest): Promise<Mend | Unable | undefined> {
  const scalar = scalarAt(file, place);
  if (scalar === undefined) return unable("the image is not written as one plain value of its own");
  const prefix = scalar.value.startsWith(DOCKER) ? DOCKER : "";
  if (finding.rule === "workflows/unpinned-action" && prefix === "") return undefined;
  const image = scalar.value.slice(prefix.length);
  const pinned = await pin(image, resolvers);
  if ("unable" in pinned) return pinned;
  return {
    summary: pinned.summary,
    edits: [{ start: file.byteAt(scalar.end), end: file.byteAt(scalar.end), replacement: pinned.suffix }],
    expectation: {
      path: file.path,
      format: "yaml",
      changes: [{ kind: "set", document: scalar.index, at: scalar.path, value: scalar.value + pinned.suffix }],
    },
  };
}

async function pinBase({ place, file, resolvers }: MendRequest): Promise<Mend | Unable> {
  const lines = new Lines(file.text);
  const { stages } = readDockerfile(file.text);
  const stage = stages.find(({ from, imageStart }) => {
    return from.line === place.line || lines.position(imageStart).line === place.line;
  });
  if (stage === undefined) return unable("there is no FROM at this place");
  const { image, imageStart, imageEnd } = stage;
  if (file.text.slice(imageStart, imageEnd) !== image) return unable("the image is not written in one piece");
  const pinned = await pin(image, resolvers);
  if ("unable" in pinned) return pinned;
  return {
    summary: pinned.summary,
    edits: [{ start: file.byteAt(imageEnd), end: file.byteAt(imageEnd), replacement: pinned.suffix }],
    expectation: {
      path: file.path,
      format: "dockerfile",
      changes: [{ kind: "base", stage: stage.index, image: image + pinned.suffix }],
    },
  };
}

/** What is put behind the name: the digest, and `:latest` before it where nobody had said so. */
async function pin(
  image: string,
  resolvers: MendRequest["resolvers"],
): Promise<{ suffix: string; summary: string } | Unable> {
  if (/[$`{}]/.test(image)) return unable(`${image} is computed; pin what it is computed from`);
  const reference = parseReference(image);
  if (reference === undefined) return unable(`${JSON.stringify(image.slice(0, 100))} is not an image's name`);
  if (reference.digest !== undefined) return unable(`${image} has a digest already`);
  const digest = await resolvers.digestOf(image);
  const hasTag = image.lastIndexOf(":") > image.lastIndexOf("/");
  return {
    suffix: `${hasTag ? "" : ":latest"}@${digest}`,
    summary: `Pin the image ${image} to ${digest.slice(0, "sha256:".length + 12)}`,
  };
}
