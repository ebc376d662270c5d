import * as z from "zod";

/** `manifest.json` of what `docker save` writes. Only what we use. */
export const ArchiveManifest = z.array(
  z.object({
    Config: z.string(),
    RepoTags: z.array(z.string()).nullish(),
    Layers: z.array(z.string()),
  }),
);
export type ArchiveManifest = z.infer<typeof ArchiveManifest>;
