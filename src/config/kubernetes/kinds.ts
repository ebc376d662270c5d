import { ADMISSION_KINDS } from "./admission/admission-reader.ts";
import { PODS } from "./pod.ts";
import { RBAC_KINDS } from "./rbac/rbac-reader.ts";
import { GATEWAY_KINDS } from "./routes/gateway-api.ts";
import { ROUTE_KINDS } from "./routes/other-routes.ts";

/** The kinds that facts are made of. */
export const READ_KINDS = new Set([
  ...Object.keys(PODS),
  "Service",
  "Ingress",
  "ServiceAccount",
  "Namespace",
  "Node",
  "NetworkPolicy",
  ...GATEWAY_KINDS,
  ...ROUTE_KINDS,
  ...RBAC_KINDS,
  ...ADMISSION_KINDS,
]);

/** A kind that we read, a list that may hold one, or one that is only known once it is rendered or an alias followed. */
const KIND = new RegExp(
  `kind["']?\\s*:\\s*(?:[!&]\\S{0,100}\\s+)?["']?(?:\\*|\\{\\{|\\w*List\\b|ConfigMap\\b|(?:${[...READ_KINDS].join("|")})\\b)`,
);

/** Told from the text alone: whether a document may hold an object that facts are made of. */
export function mayHoldManifest(text: string): boolean {
  return KIND.test(text);
}
