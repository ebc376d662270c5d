import {
  type ConfigurationFile,
  type ImageReference,
  parseReference,
  repositoryName,
  writePlatform,
} from "../../connect/oci/index.ts";
import { WaybillError } from "../../core/errors.ts";
import type { Gap } from "../../core/gap.ts";
import {
  type DigestMismatchFact,
  digestMismatch,
  type ImageConfiguration,
  type ImageFact,
  type Layer,
} from "../../core/image.ts";
import type { Opened, Stratum } from "../../core/source.ts";
import { subject } from "../../core/subject.ts";
import { NAMELESS } from "../files/open-directory.ts";
import type { StoredBytes } from "./unpack.ts";
import type { LayerLocator } from "./walk-layer.ts";

/** One layer as a form of images lists it. */
export interface FoundLayer {
  /** Of the stored bytes, where the form declares it. */
  readonly digest?: string;
  readonly size: number;
  readonly mediaType?: string;
  /** Where its bytes lie, or why they are not to be had. */
  readonly stored: StoredBytes | AbsentBytes;
}

export interface AbsentBytes {
  readonly absent: string;
  /** The registry gave other bytes than the digest names: this is what it gave, in words. */
  readonly altered?: string;
}

/** An image whose documents were read and proven, in whatever form it lies. */
export interface FoundImage {
  /** Of its manifest; of its configuration where the form has no manifest. */
  readonly digest: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly configuration: ConfigurationFile;
  readonly layers: readonly FoundLayer[];
  /** The layers are our own copies. */
  readonly isCached: boolean;
  /** The name it is known by, such as `ghcr.io/owner/name:1`. */
  readonly name?: string;
  /** The host that it was fetched from. */
  readonly registry?: string;
}

/** What unpacking usually makes of packed bytes, for sharing out the work. */
const USUAL_EXPANSION = 3;

export function openedImage(ref: string, image: FoundImage): Opened {
  const diffIds = image.configuration.rootfs.diff_ids ?? [];
  if (diffIds.length !== image.layers.length) throw layersDiffer(ref, diffIds.length, image.layers.length);
  const gaps: Gap[] = [];
  const strata: Stratum[] = [];
  image.layers.forEach((layer, index) => {
    const diffId = diffIds[index] ?? "";
    const reason = reasonToPass(layer);
    if (reason !== undefined) gaps.push({ where: layer.digest ?? diffId, reason });
    else if (!("absent" in layer.stored)) strata.push(layerStratum(layer, layer.stored, diffId, index, image.isCached));
  });
  const platform = writePlatform(image.configuration);
  return {
    target: { kind: "image", ref, digest: image.digest, platform },
    strata,
    facts: [imageFact(ref, image, platform, diffIds), ...alteredLayers(image)],
    gaps,
    leftOut: {},
    identity: identityOf(image.name),
    close: async () => {},
  };
}

function alteredLayers({ layers }: FoundImage): DigestMismatchFact[] {
  return layers.flatMap(({ digest = "", stored }) =>
    "absent" in stored && stored.altered !== undefined ? [digestMismatch(digest, digest, stored.altered)] : [],
  );
}

/** Why a layer's files cannot be looked at. */
function reasonToPass({ mediaType = "", stored }: FoundLayer): string | undefined {
  if (mediaType.includes("+encrypted")) return "an encrypted layer, whose key is not here";
  if (!("absent" in stored)) return undefined;
  const isForeign = mediaType.includes(".nondistributable.") || mediaType.includes(".foreign.");
  return isForeign ? "a foreign layer, which is kept elsewhere and not with the image" : stored.absent;
}

function layerStratum(
  layer: FoundLayer,
  stored: StoredBytes,
  diffId: string,
  index: number,
  isCached: boolean,
): Stratum {
  const isPacked = layer.mediaType?.endsWith("gzip") === true || layer.mediaType?.endsWith("zstd") === true;
  return {
    form: "layer",
    locator: {
      ...stored,
      diffId,
      isCached,
      ...(layer.digest !== undefined && { digest: layer.digest }),
    } satisfies LayerLocator,
    layer: layer.digest ?? diffId,
    index,
    history: false,
    weight: stored.size * (isPacked ? USUAL_EXPANSION : 1),
  };
}

function imageFact(ref: string, image: FoundImage, platform: string, diffIds: readonly string[]): ImageFact {
  const configuration = readableConfiguration(image.configuration);
  const steps = configuration.history.filter(({ emptyLayer }) => !emptyLayer);
  const knowsSteps = steps.length === image.layers.length;
  const layers = image.layers.map(({ digest, size, mediaType }, index): Layer => {
    const createdBy = knowsSteps ? steps[index]?.createdBy : undefined;
    return {
      index,
      diffId: diffIds[index] ?? "",
      size,
      ...(digest !== undefined && { digest }),
      ...(mediaType !== undefined && mediaType !== "" && { mediaType }),
      ...(createdBy !== undefined && createdBy !== "" && { createdBy }),
    };
  });
  return {
    kind: "image",
    at: { ref },
    subject: subject("image", image.name ?? "image"),
    reference: ref,
    registry: image.registry ?? "",
    digest: image.digest,
    platform,
    annotations: image.annotations,
    configuration,
    layers,
  };
}

function readableConfiguration({ config, history }: ConfigurationFile): ImageConfiguration {
  return {
    user: config?.User ?? "",
    environment: config?.Env ?? [],
    entrypoint: config?.Entrypoint ?? [],
    command: config?.Cmd ?? [],
    exposedPorts: Object.keys(config?.ExposedPorts ?? {}).sort(),
    volumes: Object.keys(config?.Volumes ?? {}).sort(),
    labels: config?.Labels ?? {},
    workingDirectory: config?.WorkingDir ?? "",
    history: (history ?? []).map(({ created_by: createdBy = "", empty_layer: emptyLayer = false }) => ({
      createdBy,
      emptyLayer,
    })),
  };
}

/** The repository's name: the tag moves on, and where a file lies differs from machine to machine. */
function identityOf(name: string | undefined): string {
  const reference = name === undefined ? undefined : parseReference(name);
  return reference === undefined ? NAMELESS : repositoryName(reference);
}

/** How an image is called in findings: without a digest, which changes with every build. */
export function imageName(reference: ImageReference): string {
  const tag = reference.tag === undefined ? "" : `:${reference.tag}`;
  return `${repositoryName(reference)}${tag}`;
}

function layersDiffer(ref: string, inConfiguration: number, inManifest: number): WaybillError {
  return new WaybillError(
    "oci/bad-document",
    `${ref}: its configuration lists ${inConfiguration} layers, its manifest ${inManifest}.`,
    "No runtime would run it: build or copy it again, and ask where it comes from.",
  );
}
