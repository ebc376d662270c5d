import {
  DOCUMENT_LIMIT,
  demandDigest,
  digestOf,
  isDigest,
  noSuchPlatform,
  type Platform,
  parse,
  parseReference,
  readConfiguration,
  readJson,
  samePlatform,
} from "../../connect/oci/index.ts";
import { nearest, WaybillError } from "../../core/errors.ts";
import { type ImageFiles, readImageFile } from "./image-files.ts";
import { type FoundImage, type FoundLayer, imageName } from "./opened-image.ts";
import { ArchiveManifest } from "./schema.ts";

type Listed = ArchiveManifest[number];

/**
 * Finds an image in what `docker save` wrote. Such an archive has no manifest, so the image goes by the digest of its
 * configuration, which Docker calls its id.
 * @param tag which of the archive's images; may be left out when there is one
 */
export function findInDockerArchive(
  files: ImageFiles,
  tag: string | undefined,
  wanted: Platform | undefined,
): FoundImage {
  const document = readJson(readImageFile(files, "manifest.json", DOCUMENT_LIMIT), "manifest.json");
  const listed = choose(files.name, parse(ArchiveManifest, document, "manifest.json"), tag);
  const bytes = readImageFile(files, listed.Config, DOCUMENT_LIMIT);
  const declared = digestInName(listed.Config);
  if (declared !== undefined) demandDigest(bytes, declared, `the configuration in ${files.name}`);
  const configuration = readConfiguration(bytes, `the configuration of ${files.name}`);
  if (wanted !== undefined && !samePlatform(wanted, configuration)) {
    throw noSuchPlatform(files.name, wanted, [configuration]);
  }
  const reference = parseReference(listed.RepoTags?.[0] ?? "");
  return {
    digest: digestOf(bytes),
    annotations: {},
    configuration,
    layers: listed.Layers.map((path) => findLayer(files, path)),
    isCached: false,
    ...(reference && { name: imageName(reference) }),
  };
}

/** Only in the newer form is a layer named by the digest of its bytes; elsewhere the diff id has to vouch. */
function findLayer(files: ImageFiles, path: string): FoundLayer {
  const stored = files.locate(path) ?? { absent: `its bytes are not in ${files.name}` };
  const digest = path.startsWith("blobs/") ? digestInName(path) : undefined;
  return { stored, size: "absent" in stored ? 0 : stored.size, ...(digest !== undefined && { digest }) };
}

/** `HEX.json`, `blobs/sha256/HEX`. */
function digestInName(path: string): string | undefined {
  const digest = `sha256:${path.slice(path.lastIndexOf("/") + 1).replace(/\.json$/, "")}`;
  return isDigest(digest) ? digest : undefined;
}

function choose(where: string, images: ArchiveManifest, tag: string | undefined): Listed {
  const names = images.flatMap(({ RepoTags }) => RepoTags ?? []).sort();
  const fitting =
    tag === undefined ? images : images.filter(({ RepoTags }) => RepoTags?.some((name) => isCalled(name, tag)));
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return only;
  if (only !== undefined) {
    throw new WaybillError(
      "sources/several-images",
      `${where} holds several images${tag === undefined ? "" : ` called ${tag}`}.`,
      `Name one of them behind a colon: ${names.join(", ")}.`,
    );
  }
  const near = tag === undefined ? undefined : nearest(tag, names);
  throw new WaybillError(
    "sources/no-such-image",
    tag === undefined ? `${where} holds no image.` : `${where} holds no image with the name ${tag}.`,
    near !== undefined ? `Did you mean ${near}?` : `It holds: ${names.join(", ") || "none with a name"}.`,
  );
}

function isCalled(name: string, tag: string): boolean {
  return name === tag || name.endsWith(`:${tag}`);
}
