/** Names of what CycloneDX has no field for; written and read by us. */
export const PROPERTY = {
  direct: "waybill:direct",
  distribution: "waybill:distribution",
  layer: "waybill:layer",
  location: "waybill:location",
  ownedBy: "waybill:owned-by",
  relation: "waybill:relation",
  scope: "waybill:scope",
  sourceName: "waybill:source-name",
  sourceVersion: "waybill:source-version",
} as const;
