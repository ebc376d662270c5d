/** Names of what CycloneDX has no field for; written and read by us. */
export const PROPERTY = {
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
  ownedBy: "waybill:owned-by",
  relation: "waybill:relation",
  scope: "waybill:scope",
  sourceName: "waybill:source-name",
  sourceVersion: "waybill:source-version",
} as const;
