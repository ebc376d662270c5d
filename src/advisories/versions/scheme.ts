/** How one ecosystem orders its versions. */
export interface VersionScheme {
  /** Negative when `a` is older than `b`; undefined when one of them is no version of this scheme: then nothing is judged. */
  readonly compare: (a: string, b: string) => number | undefined;
  /** The release that a pre-release leads up to; undefined for a release. Only where advisories leave pre-releases out. */
  readonly releaseOf?: (version: string) => string | undefined;
}

/** Compares digit strings of any length as numbers, without ever losing a digit. */
export function compareDigits(a: string, b: string): number {
  const left = a.replace(/^0+/, "");
  const right = b.replace(/^0+/, "");
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}
