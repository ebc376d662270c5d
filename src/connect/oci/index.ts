export { fetchBlob } from "./blob-cache.ts";
export type { Credentials, FindCredentials } from "./credentials.ts";
export {
  DOCUMENT_LIMIT,
  demandDigest,
  digestOf,
  type ManifestDocument,
  parse,
  readConfiguration,
  readJson,
  readManifest,
} from "./document.ts";
export { choosePlatform, noSuchPlatform, readPlatform, samePlatform, writePlatform } from "./platform.ts";
export {
  type ImageReference,
  isDigest,
  parseReference,
  readReference,
  repositoryName,
  writeReference,
} from "./reference.ts";
export { createRegistry, type FetchedManifest, type Registry, type RegistryOptions } from "./registry.ts";
export type { Sleep } from "./retry.ts";
export { ConfigurationFile, Descriptor, ImageIndex, ImageManifest, Platform } from "./schema.ts";
