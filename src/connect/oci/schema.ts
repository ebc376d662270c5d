import * as z from "zod";
import { isDigest } from "./reference.ts";

/** Formats: OCI image specification 1.1 (index, manifest, configuration), Docker image manifest 2.2. Only what we use. */

const Digest = z.string().refine(isDigest, "not a sha256 or sha512 digest");
const Annotations = z.record(z.string(), z.string()).nullish();

export const Platform = z.object({
  os: z.string(),
  architecture: z.string(),
  variant: z.string().optional(),
});
export type Platform = z.infer<typeof Platform>;

export const Descriptor = z.object({
  mediaType: z.string().default(""),
  digest: Digest,
  size: z.int().nonnegative(),
  urls: z.array(z.string()).nullish(),
  annotations: Annotations,
  platform: Platform.nullish(),
});
export type Descriptor = z.infer<typeof Descriptor>;

export const ImageIndex = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.string().optional(),
  manifests: z.array(Descriptor),
  annotations: Annotations,
});
export type ImageIndex = z.infer<typeof ImageIndex>;

export const ImageManifest = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.string().optional(),
  artifactType: z.string().optional(),
  config: Descriptor,
  layers: z.array(Descriptor),
  annotations: Annotations,
});
export type ImageManifest = z.infer<typeof ImageManifest>;

const Words = z.array(z.string()).nullish();

export const ConfigurationFile = z.object({
  os: z.string().default("unknown"),
  architecture: z.string().default("unknown"),
  variant: z.string().optional(),
  config: z
    .object({
      User: z.string().nullish(),
      Env: Words,
      Entrypoint: Words,
      Cmd: Words,
      ExposedPorts: z.record(z.string(), z.unknown()).nullish(),
      Volumes: z.record(z.string(), z.unknown()).nullish(),
      Labels: z.record(z.string(), z.string()).nullish(),
      WorkingDir: z.string().nullish(),
    })
    .nullish(),
  rootfs: z.object({ diff_ids: z.array(Digest).nullish() }),
  history: z.array(z.object({ created_by: z.string().optional(), empty_layer: z.boolean().optional() })).nullish(),
});
export type ConfigurationFile = z.infer<typeof ConfigurationFile>;

/** What a token server answers: either name may hold the token. */
export const TokenAnswer = z.object({ token: z.string().optional(), access_token: z.string().optional() });
export type TokenAnswer = z.infer<typeof TokenAnswer>;

export const DockerConfiguration = z.object({
  auths: z
    .record(
      z.string(),
      z.object({
        auth: z.string().optional(),
        username: z.string().optional(),
        password: z.string().optional(),
        identitytoken: z.string().optional(),
      }),
    )
    .optional(),
  credHelpers: z.record(z.string(), z.string()).optional(),
  credsStore: z.string().optional(),
});
export type DockerConfiguration = z.infer<typeof DockerConfiguration>;

export const HelperAnswer = z.object({ Username: z.string(), Secret: z.string() });
export type HelperAnswer = z.infer<typeof HelperAnswer>;
