import {
  choosePlatform,
  createRegistry,
  type Descriptor,
  demandDigest,
  fetchBlob,
  type ImageManifest,
  noSuchPlatform,
  type Platform,
  type Registry,
  type RegistryOptions,
  readConfiguration,
  readManifest,
  readPlatform,
  readReference,
  samePlatform,
  writeReference,
} from "../../connect/oci/index.ts";
import { WaybillError } from "../../core/errors.ts";
import { type FoundImage, type FoundLayer, imageName } from "./opened-image.ts";

/** Layers that are fetched at the same time. */
const PARALLEL = 3;

const DEEPEST_INDEX = 3;

export interface RegistryImageOptions extends RegistryOptions {
  readonly cacheDirectory: string;
  readonly platform?: string;
}

/** Finds an image in its registry and fetches its layers. Every digest is recomputed. */
export async function findInRegistry(text: string, options: RegistryImageOptions): Promise<FoundImage> {
  const reference = readReference(text);
  const name = writeReference(reference);
  const wanted = options.platform === undefined ? undefined : readPlatform(options.platform);
  const registry = createRegistry(reference, options);
  const { manifest, digest } = await resolve(registry, reference.digest ?? reference.tag ?? "latest", name, wanted);
  const configuration = readConfiguration(
    await registry.smallBlob(manifest.config.digest),
    `the configuration of ${name}`,
  );
  if (wanted !== undefined && !samePlatform(wanted, configuration)) throw noSuchPlatform(name, wanted, [configuration]);
  const layers = await fetchLayers(registry, manifest.layers, options.cacheDirectory);
  return {
    digest,
    annotations: manifest.annotations ?? {},
    configuration,
    layers,
    isCached: true,
    name: imageName(reference),
    registry: reference.registry,
  };
}

async function resolve(
  registry: Registry,
  start: string,
  name: string,
  wanted: Platform | undefined,
): Promise<{ manifest: ImageManifest; digest: string }> {
  let next = start;
  for (let depth = 0; depth < DEEPEST_INDEX; depth++) {
    const { bytes, digest } = await registry.manifest(next);
    if (depth > 0) demandDigest(bytes, next, name);
    const document = readManifest(bytes, name);
    if (document.kind === "manifest") return { manifest: document.manifest, digest };
    next = choosePlatform(document.index.manifests, wanted, name).digest;
  }
  throw new WaybillError(
    "oci/bad-document",
    `${name} holds indexes inside indexes, ${DEEPEST_INDEX} deep and more.`,
    "No builder writes that: find out where the image comes from.",
  );
}

async function fetchLayers(
  registry: Registry,
  descriptors: readonly Descriptor[],
  cacheDirectory: string,
): Promise<FoundLayer[]> {
  const layers: FoundLayer[] = [];
  const waiting = [...descriptors.entries()];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, descriptor] = next;
      layers[index] = await fetchLayer(registry, descriptor, cacheDirectory);
    }
  };
  const workers = Array.from({ length: Math.min(PARALLEL, descriptors.length) }, worker);
  try {
    await Promise.all(workers);
  } finally {
    waiting.length = 0; // after a failure nothing more is begun, and what runs is waited for
    await Promise.allSettled(workers);
  }
  return layers;
}

async function fetchLayer(registry: Registry, descriptor: Descriptor, cacheDirectory: string): Promise<FoundLayer> {
  const { digest, size, mediaType } = descriptor;
  if (isKeptElsewhere(descriptor)) {
    return { digest, size, mediaType, stored: { absent: "its bytes are not in the registry" } };
  }
  try {
    const file = await fetchBlob(registry, descriptor, cacheDirectory);
    return { digest, size, mediaType, stored: { file, offset: 0, size } };
  } catch (fault) {
    // One layer with wrong bytes leaves the others to be looked at; a registry out of reach does not.
    if (!(fault instanceof WaybillError) || fault.code !== "oci/digest-mismatch") throw fault;
    return { digest, size, mediaType, stored: { absent: fault.message, altered: "other bytes" } };
  }
}

/** A foreign layer's own addresses are never asked: the image's author chose them, not the person. */
function isKeptElsewhere({ mediaType, urls }: Descriptor): boolean {
  return (urls?.length ?? 0) > 0 || mediaType.includes(".foreign.") || mediaType.includes(".nondistributable.");
}
