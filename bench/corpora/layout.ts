import { createHash } from "node:crypto";
import { createReadStream, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";

/** A gzip layer whose blob lies in the layout. */
export interface StoredLayer {
  readonly digest: string;
  readonly diffId: string;
  readonly size: number;
}

/** What an OCI layout with one image holds. */
export interface Layout {
  /** The image configuration without its layers. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Lowest first. */
  readonly layers: readonly StoredLayer[];
}

export function blobPath(folder: string, digest: string): string {
  return join(folder, "blobs", ...digest.split(":"));
}

export function readLayout(folder: string): Layout {
  const json = (file: string) => JSON.parse(readFileSync(file, "utf8")) as unknown;
  const { manifests } = json(join(folder, "index.json")) as { manifests: [{ digest: string }] };
  const manifest = json(blobPath(folder, manifests[0].digest)) as {
    config: { digest: string };
    layers: { digest: string; size: number }[];
  };
  const { rootfs, ...config } = json(blobPath(folder, manifest.config.digest)) as {
    rootfs: { diff_ids: string[] };
  } & Record<string, unknown>;
  const layers = manifest.layers.map(({ digest, size }, index) => {
    return { digest, size, diffId: rootfs.diff_ids[index] ?? "" };
  });
  return { config, layers };
}

/** Writes all but the layers' blobs, which lie there already. */
export function writeLayout(folder: string, { config, layers }: Layout): void {
  const diffIds = layers.map(({ diffId }) => diffId);
  const stored = put(folder, { ...config, rootfs: { type: "layers", diff_ids: diffIds } });
  const manifest = put(folder, {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: { mediaType: "application/vnd.oci.image.config.v1+json", ...stored },
    layers: layers.map(({ digest, size }) => ({
      mediaType: "application/vnd.oci.image.layer.v1.tar+gzip",
      digest,
      size,
    })),
  });
  const annotations = { "org.opencontainers.image.ref.name": "latest" };
  const entry = { mediaType: MANIFEST, ...manifest, annotations };
  writeFileSync(join(folder, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  writeFileSync(join(folder, "index.json"), JSON.stringify({ schemaVersion: 2, manifests: [entry] }));
}

/** What a gzip file is as a layer. */
export async function describeLayer(file: string): Promise<StoredLayer> {
  const [packed, unpacked] = [createHash("sha256"), createHash("sha256")];
  await pipeline(createReadStream(file), packed);
  await pipeline(createReadStream(file), createGunzip(), unpacked);
  return {
    digest: `sha256:${packed.digest("hex")}`,
    diffId: `sha256:${unpacked.digest("hex")}`,
    size: statSync(file).size,
  };
}

function put(folder: string, value: unknown): { digest: string; size: number } {
  const bytes = Buffer.from(JSON.stringify(value));
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  mkdirSync(join(folder, "blobs", "sha256"), { recursive: true });
  writeFileSync(blobPath(folder, digest), bytes);
  return { digest, size: bytes.length };
}
