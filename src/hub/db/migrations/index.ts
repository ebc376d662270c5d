import { ground } from "./0001-ground.ts";
import { store } from "./0002-store.ts";
import { matching } from "./0003-matching.ts";
import { decisions } from "./0004-decisions.ts";
import { workloads } from "./0005-workloads.ts";
import { notifications } from "./0006-notifications.ts";
import { people } from "./0007-people.ts";
import { singleSignOn } from "./0008-single-sign-on.ts";
import { rowSecurity } from "./0009-row-security.ts";
import { leanFindings } from "./0010-lean-findings.ts";
import { workItemSums } from "./0011-work-item-sums.ts";
import { affectedPages } from "./0012-affected-pages.ts";
import { contentHashes } from "./0013-content-hashes.ts";
import { vexClaims } from "./0020-vex-claims.ts";
import { advisoryRenewal } from "./0021-advisory-renewal.ts";
import { saml } from "./0022-saml.ts";
import { scim } from "./0023-scim.ts";
import { movedLineages } from "./0024-moved-lineages.ts";
import { otherEyes } from "./0025-other-eyes.ts";

/** Each step of the schema, in order. One that was released is never changed; a mistake is mended by the next. */
export const MIGRATIONS: Readonly<Record<string, readonly string[]>> = {
  "0001-ground": ground,
  "0002-store": store,
  "0003-matching": matching,
  "0004-decisions": decisions,
  "0005-workloads": workloads,
  "0006-notifications": notifications,
  "0007-people": people,
  "0008-single-sign-on": singleSignOn,
  "0009-row-security": rowSecurity,
  "0010-lean-findings": leanFindings,
  "0011-work-item-sums": workItemSums,
  "0012-affected-pages": affectedPages,
  "0013-content-hashes": contentHashes,
  "0020-vex-claims": vexClaims,
  "0021-advisory-renewal": advisoryRenewal,
  "0022-saml": saml,
  "0023-scim": scim,
  "0024-moved-lineages": movedLineages,
  "0025-other-eyes": otherEyes,
};
