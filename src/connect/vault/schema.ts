import * as z from "zod";

/** `GET sys/health`. OpenBao and Vault say the same. */
export const Health = z.object({
  initialized: z.boolean(),
  sealed: z.boolean(),
  standby: z.boolean(),
  version: z.string(),
});
export type Health = z.infer<typeof Health>;

/** `GET sys/internal/ui/mounts/NAME`, which every token may ask that may read below the mount. */
export const MountAnswer = z.object({
  data: z.object({
    type: z.string(),
    options: z.object({ version: z.string().optional() }).nullish(),
  }),
});

/** `GET MOUNT/data/PATH`. */
export const SecretAnswer = z.object({
  data: z.object({
    data: z.record(z.string(), z.unknown()),
    metadata: z.object({ version: z.int().positive() }),
  }),
});

/** `POST MOUNT/data/PATH`. */
export const WrittenAnswer = z.object({ data: z.object({ version: z.int().positive() }) });
