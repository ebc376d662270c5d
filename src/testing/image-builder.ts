import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { buildTar, type TarItem } from "./tar-builder.ts";

export const INDEX_TYPE = "application/vnd.oci.image.index.v1+json";
export const MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
export const CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";

export interface LayerPlan {
  readonly items?: readonly TarItem[];
  /** The layer's tar, in place of `items`. */
  readonly tar?: Buffer;
  /** The stored bytes, in place of the compressed tar. */
  readonly blob?: Buffer;
  /** Default `gzip`. */
  readonly compression?: "gzip" | "zstd" | "none";
  readonly mediaType?: string;
  readonly createdBy?: string;
}

export interface ImagePlan {
  readonly layers: readonly LayerPlan[];
  /** The configuration's `config`: `User`, `Env`, `Labels` … */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly architecture?: string;
  readonly os?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface BuiltLayer {
  readonly tar: Buffer;
  readonly blob: Buffer;
  readonly digest: string;
  readonly diffId: string;
  readonly mediaType: string;
}

export interface BuiltImage {
  readonly manifest: Buffer;
  readonly digest: string;
  readonly config: Buffer;
  readonly configDigest: string;
  readonly layers: readonly BuiltLayer[];
  readonly platform: { readonly os: string; readonly architecture: string };
}

/** Descriptor of some bytes, as manifests hold it. */
export function descriptor(mediaType: string, bytes: Buffer, more: Readonly<Record<string, unknown>> = {}) {
  return { mediaType, digest: sha256(bytes), size: bytes.length, ...more };
}

export function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** Builds an image with right digests in memory. The same plan gives the same bytes. */
export function buildImage(plan: ImagePlan): BuiltImage {
  const platform = { os: plan.os ?? "linux", architecture: plan.architecture ?? "amd64" };
  const layers = plan.layers.map(buildLayer);
  const config = json({
    created: "2026-01-01T00:00:00Z",
    ...platform,
    config: plan.config ?? {},
    rootfs: { type: "layers", diff_ids: layers.map(({ diffId }) => diffId) },
    history: plan.layers.map(({ createdBy }, index) => ({ created_by: createdBy ?? `step ${index}` })),
  });
  const manifest = json({
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config: descriptor(CONFIG_TYPE, config),
    layers: layers.map(({ mediaType, blob }) => descriptor(mediaType, blob)),
    ...(plan.annotations && { annotations: plan.annotations }),
  });
  return { manifest, digest: sha256(manifest), config, configDigest: sha256(config), layers, platform };
}

function buildLayer(plan: LayerPlan): BuiltLayer {
  const tar = plan.tar ?? buildTar(plan.items ?? []);
  const compression = plan.compression ?? "gzip";
  const blob = plan.blob ?? compress(tar, compression);
  const suffix = compression === "none" ? "" : `+${compression}`;
  const mediaType = plan.mediaType ?? `application/vnd.oci.image.layer.v1.tar${suffix}`;
  return { tar, blob, digest: sha256(blob), diffId: sha256(tar), mediaType };
}

function compress(tar: Buffer, compression: "gzip" | "zstd" | "none"): Buffer {
  if (compression === "gzip") return gzipSync(tar);
  return compression === "zstd" ? zstdCompressSync(tar) : tar;
}

/** An index over images of several platforms. */
export function buildIndex(images: readonly BuiltImage[]): Buffer {
  const manifests = images.map(({ manifest, platform }) => descriptor(MANIFEST_TYPE, manifest, { platform }));
  return json({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests });
}

/** An image and the name under which a layout lists it. */
export interface NamedImage {
  readonly image: BuiltImage;
  readonly tag?: string;
}

/** The files of an OCI layout, by path. */
export function ociLayout(images: readonly NamedImage[]): Map<string, Buffer> {
  const files = new Map<string, Buffer>([["oci-layout", json({ imageLayoutVersion: "1.0.0" })]]);
  for (const { image } of images) {
    for (const bytes of [image.manifest, image.config, ...image.layers.map(({ blob }) => blob)]) {
      files.set(blobPath(sha256(bytes)), bytes);
    }
  }
  const manifests = images.map(({ image, tag }) =>
    descriptor(MANIFEST_TYPE, image.manifest, {
      platform: image.platform,
      ...(tag !== undefined && { annotations: { "org.opencontainers.image.ref.name": tag } }),
    }),
  );
  files.set("index.json", json({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests }));
  return files;
}

export function blobPath(digest: string): string {
  return `blobs/${digest.replace(":", "/")}`;
}

export function writeOciLayout(folder: string, images: readonly NamedImage[]): void {
  for (const [path, bytes] of ociLayout(images)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}

export function ociLayoutTar(images: readonly NamedImage[]): Buffer {
  return buildTar([...ociLayout(images)].map(([path, content]) => ({ path, content })));
}

/** What `docker save` of older versions writes: uncompressed layers in folders of their own. */
export function dockerArchive(images: readonly NamedImage[]): Buffer {
  const items: TarItem[] = [];
  const manifest = images.map(({ image, tag }) => {
    const config = `${image.configDigest.replace("sha256:", "")}.json`;
    items.push({ path: config, content: image.config });
    const layers = image.layers.map(({ tar, diffId }) => {
      const path = `${diffId.replace("sha256:", "")}/layer.tar`;
      items.push({ path, content: tar });
      return path;
    });
    return { Config: config, RepoTags: tag === undefined ? null : [tag], Layers: layers };
  });
  return buildTar([...items, { path: "manifest.json", content: json(manifest) }]);
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
