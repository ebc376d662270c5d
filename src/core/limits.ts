/** Bounds of one run. They belong to the runner and the sources, never to a reader. */
export interface Limits {
  /** Greatest file that is held in memory in one piece. */
  readonly wholeFileBytes: number;
  /** Greatest number of bytes that one stratum may unpack to. */
  readonly stratumBytes: number;
  /** Greatest number of entries in one stratum. */
  readonly entries: number;
  /** Greatest ratio of unpacked to packed bytes, once 64 MiB are unpacked. */
  readonly expansion: number;
  /** Deepest nesting of directories. */
  readonly depth: number;
}

export const DEFAULT_LIMITS: Limits = {
  wholeFileBytes: 64 * 1024 * 1024,
  stratumBytes: 32 * 1024 * 1024 * 1024,
  entries: 5_000_000,
  expansion: 1_000,
  depth: 256,
};
