/** Versions of CycloneDX that we write. */
export const CYCLONEDX_VERSIONS = ["1.4", "1.5", "1.6", "1.7"] as const;
export type CycloneDxVersion = (typeof CYCLONEDX_VERSIONS)[number];
