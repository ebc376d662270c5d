/** Names of what CycloneDX has no field for; written and read by us. */
export const PROPERTY = {
  /** Of an image whose version somebody gave. */
  digest: "waybill:digest",
  direct: "waybill:direct",
  distribution: "waybill:distribution",
  /** Of a merged document: the target whose bill lists it. */
  from: "waybill:from",
  /** One place that could not be read, with the reason. */
  gap: "waybill:gap",
  /** How many there are. */
  gaps: "waybill:gaps",
  layer: "waybill:layer",
  location: "waybill:location",
  /** Of an image. */
  platform: "waybill:platform",
  ownedBy: "waybill:owned-by",
  relation: "waybill:relation",
  scope: "waybill:scope",
  /** One program that no package brought, and how many there are. */
  unclaimedProgram: "waybill:unclaimed-program",
  unclaimedPrograms: "waybill:unclaimed-programs",
  sourceName: "waybill:source-name",
  sourceVersion: "waybill:source-version",
} as const;
