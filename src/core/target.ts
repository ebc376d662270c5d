import * as z from "zod";

export const TargetKind = z.enum(["directory", "git", "rootfs", "image", "sbom", "cluster", "host"]);
export type TargetKind = z.infer<typeof TargetKind>;

/** What a run looks at. `ref` is what the person wrote; `digest` and `commit` say which bytes that was. */
export const Target = z.strictObject({
  kind: TargetKind,
  ref: z.string(),
  /** Of an image: `sha256:…` of the manifest that was read. */
  digest: z.string().optional(),
  /** Of an image: `os/architecture[/variant]`. */
  platform: z.string().optional(),
  /** Of a git repository: the commit that HEAD names. */
  commit: z.string().optional(),
});
export type Target = z.infer<typeof Target>;
