import { createHash } from "node:crypto";
import { WaybillError } from "../../core/errors.ts";
import { ConfigurationFile, ImageIndex, ImageManifest } from "./schema.ts";

/** Greatest manifest, index or configuration; the distribution specification asks for this much of manifests. */
export const DOCUMENT_LIMIT = 4 * 1024 * 1024;

/** The digest of some bytes by the algorithm of another digest, `sha256` unless it says `sha512`. */
export function digestOf(bytes: Uint8Array, like = "sha256:"): string {
  const algorithm = like.startsWith("sha512:") ? "sha512" : "sha256";
  return `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`;
}

/** @throws WaybillError `oci/digest-mismatch` when the bytes are not those that the digest names */
export function demandDigest(bytes: Uint8Array, declared: string, what: string): void {
  const found = digestOf(bytes, declared);
  if (found === declared) return;
  throw new WaybillError(
    "oci/digest-mismatch",
    `digest mismatch of ${what}: declared ${declared}, found ${found}.`,
    "The bytes were damaged or exchanged on their way: do not use this image, and ask who runs the place it came from.",
  );
}

export type ManifestDocument =
  | { readonly kind: "index"; readonly index: ImageIndex }
  | { readonly kind: "manifest"; readonly manifest: ImageManifest };

const IMAGE_CONFIGURATIONS = new Set([
  "application/vnd.oci.image.config.v1+json",
  "application/vnd.docker.container.image.v1+json",
  "application/octet-stream",
  "",
]);

/** @throws WaybillError `oci/bad-document`, `oci/not-an-image` */
export function readManifest(bytes: Buffer, what: string): ManifestDocument {
  const document = readJson(bytes, what);
  if (isObject(document) && Array.isArray(document["manifests"])) {
    return { kind: "index", index: parse(ImageIndex, document, what) };
  }
  if (isObject(document) && document["schemaVersion"] === 1) {
    throw new WaybillError(
      "oci/not-an-image",
      `${what} has the first Docker manifest format, which signs nothing and is no longer read.`,
      "Pull and push the image again with a current tool, which writes the present format.",
    );
  }
  const manifest = parse(ImageManifest, document, what);
  if (!IMAGE_CONFIGURATIONS.has(manifest.config.mediaType)) {
    const type = manifest.artifactType ?? manifest.config.mediaType;
    throw new WaybillError(
      "oci/not-an-image",
      `${what} is not a container image but an artifact of the type ${type}.`,
      "Name an image; a chart or a signature that is stored beside images has no layers to look into.",
    );
  }
  return { kind: "manifest", manifest };
}

/** @throws WaybillError `oci/bad-document` */
export function readConfiguration(bytes: Buffer, what: string): ConfigurationFile {
  return parse(ConfigurationFile, readJson(bytes, what), what);
}

interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: { issues: readonly Issue[] } };
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

export function parse<T>(schema: Schema<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw badDocument(what, `${issue?.path.join(".") || "it"}: ${issue?.message ?? "unknown"}`);
}

export function readJson(bytes: Buffer, what: string): unknown {
  if (bytes.length > DOCUMENT_LIMIT) throw badDocument(what, `it is larger than ${DOCUMENT_LIMIT} bytes`);
  try {
    return JSON.parse(bytes.toString());
  } catch (cause) {
    throw badDocument(what, "it is not JSON", { cause });
  }
}

function badDocument(what: string, why: string, options?: ErrorOptions): WaybillError {
  return new WaybillError(
    "oci/bad-document",
    `${what} cannot be read: ${why}.`,
    "Look whether the image was written whole; build or copy it again.",
    options,
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
