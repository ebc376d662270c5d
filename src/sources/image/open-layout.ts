import {
  choosePlatform,
  type Descriptor,
  DOCUMENT_LIMIT,
  demandDigest,
  ImageIndex,
  type ImageManifest,
  isDigest,
  noSuchPlatform,
  type Platform,
  parse,
  parseReference,
  readConfiguration,
  readJson,
  readManifest,
  samePlatform,
} from "../../connect/oci/index.ts";
import { nearest, WaybillError } from "../../core/errors.ts";
import { type ImageFiles, readImageFile } from "./image-files.ts";
import { type FoundImage, type FoundLayer, imageName } from "./opened-image.ts";

/** Indexes inside indexes that are followed. */
const DEEPEST_INDEX = 3;

/**
 * Finds an image in an OCI layout. Every document's digest is recomputed.
 * @param tag which of the layout's images; may be left out when there is one
 */
export function findInLayout(files: ImageFiles, tag: string | undefined, wanted: Platform | undefined): FoundImage {
  const index = parse(
    ImageIndex,
    readJson(readImageFile(files, "index.json", DOCUMENT_LIMIT), "index.json"),
    "index.json",
  );
  const listed = chooseByName(files.name, index.manifests, tag);
  const { manifest, digest, annotations } = resolve(files, choosePlatform(listed, wanted, files.name), wanted);
  const configuration = readConfiguration(readBlob(files, manifest.config), `the configuration of ${files.name}`);
  if (wanted !== undefined && !samePlatform(wanted, configuration)) {
    throw noSuchPlatform(files.name, wanted, [configuration]);
  }
  const name = nameOf(listed[0]);
  return {
    digest,
    annotations: { ...listed[0]?.annotations, ...annotations },
    configuration,
    layers: manifest.layers.map((layer) => findLayer(files, layer)),
    isCached: false,
    ...(name !== undefined && { name }),
  };
}

interface Resolved {
  readonly manifest: ImageManifest;
  readonly digest: string;
  readonly annotations: Readonly<Record<string, string>>;
}

function resolve(files: ImageFiles, start: Descriptor, wanted: Platform | undefined): Resolved {
  let descriptor = start;
  for (let depth = 0; depth < DEEPEST_INDEX; depth++) {
    const document = readManifest(readBlob(files, descriptor), `${descriptor.digest} in ${files.name}`);
    if (document.kind === "manifest") {
      const { manifest } = document;
      return { manifest, digest: descriptor.digest, annotations: manifest.annotations ?? {} };
    }
    descriptor = choosePlatform(document.index.manifests, wanted, files.name);
  }
  throw new WaybillError(
    "oci/bad-document",
    `${files.name} holds indexes inside indexes, ${DEEPEST_INDEX} deep and more.`,
    "No builder writes that: find out where the image comes from.",
  );
}

function readBlob(files: ImageFiles, { digest }: Descriptor): Buffer {
  const bytes = readImageFile(files, blobPath(digest), DOCUMENT_LIMIT);
  demandDigest(bytes, digest, `${digest} in ${files.name}`);
  return bytes;
}

function findLayer(files: ImageFiles, { digest, size, mediaType }: Descriptor): FoundLayer {
  const stored = files.locate(blobPath(digest)) ?? { absent: `its bytes are not in ${files.name}` };
  return { digest, size, mediaType, stored };
}

function blobPath(digest: string): string {
  if (!isDigest(digest)) throw new Error(`not a digest: ${digest}`);
  return `blobs/${digest.replace(":", "/")}`;
}

const NAME = "org.opencontainers.image.ref.name";
const FULL_NAME = "io.containerd.image.name";

/** The images that bear the tag; without a tag all of them, when they do not bear several names. */
function chooseByName(where: string, manifests: readonly Descriptor[], tag: string | undefined): readonly Descriptor[] {
  const names = [...new Set(manifests.flatMap(({ annotations }) => annotations?.[NAME] ?? []))].sort();
  if (tag === undefined) {
    if (names.length <= 1) return manifests;
    throw new WaybillError(
      "sources/several-images",
      `${where} holds several images.`,
      `Name one of them behind a colon: ${names.join(", ")}.`,
    );
  }
  const chosen = manifests.filter(({ annotations }) => bears(annotations ?? {}, tag));
  if (chosen.length > 0) return chosen;
  const near = nearest(tag, names);
  throw new WaybillError(
    "sources/no-such-image",
    `${where} holds no image with the name ${tag}.`,
    near !== undefined ? `Did you mean ${near}?` : `It holds: ${names.join(", ") || "one without a name"}.`,
  );
}

function bears(annotations: Readonly<Record<string, string>>, tag: string): boolean {
  const names = [annotations[NAME], annotations[FULL_NAME]];
  return names.some((name) => name !== undefined && (name === tag || name.endsWith(`:${tag}`)));
}

/** Only a whole name says which repository it is; many layouts hold no more than a tag. */
function nameOf(descriptor: Descriptor | undefined): string | undefined {
  const names = [descriptor?.annotations?.[FULL_NAME], descriptor?.annotations?.[NAME]];
  const whole = names.find((name) => name?.includes("/"));
  const reference = whole === undefined ? undefined : parseReference(whole);
  return reference && imageName(reference);
}
