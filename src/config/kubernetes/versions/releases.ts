/** The last day on which a minor version gets fixes (kubernetes.io/releases, read on 2026-11-24). */
const ENDS: Readonly<Record<string, string>> = {
  "1.28": "2024-10-28",
  "1.29": "2025-02-28",
  "1.30": "2025-06-28",
  "1.31": "2025-10-28",
  "1.32": "2026-02-28",
  "1.33": "2026-06-28",
  "1.34": "2026-10-27",
  "1.35": "2027-02-28",
  "1.36": "2027-06-28",
};

const OLDEST_KNOWN = 28;

/** Major and minor number of `v1.36.3`; undefined for what is no version. */
export function minorOf(version: string): number | undefined {
  const minor = /^v?1\.(\d{1,3})(?:\.|$|\+)/.exec(version)?.[1];
  return minor === undefined ? undefined : Number(minor);
}

/** When a version's makers stop mending it; undefined for one that is newer than this table. */
export function supportEndsOn(version: string): string | undefined {
  const minor = minorOf(version);
  if (minor === undefined) return undefined;
  return minor < OLDEST_KNOWN ? ENDS[`1.${OLDEST_KNOWN}`] : ENDS[`1.${minor}`];
}
