import { ADMISSION_ROUTES } from "./admission/routes.ts";
import { ADVISORY_ROUTES } from "./advisories/routes.ts";
import { LEDGER_ROUTES } from "./audit/routes.ts";
import { DECISION_ROUTES } from "./decisions/routes.ts";
import { FINDING_ROUTES } from "./findings/routes.ts";
import { HEALTH_ROUTES, openApiRoute } from "./health/routes.ts";
import type { Route } from "./http/route.ts";
import { KEY_ROUTES } from "./keys/routes.ts";
import { MOVE_ROUTES } from "./lineages/move-routes.ts";
import { LINEAGE_ROUTES } from "./lineages/routes.ts";
import { MATCHING_ROUTES } from "./matching/routes.ts";
import { METRICS_ROUTES } from "./metrics/routes.ts";
import { SUBSCRIPTION_ROUTES } from "./notifications/routes.ts";
import { OSV_ROUTES } from "./osv/routes.ts";
import { PAGE_ROUTES } from "./page/routes.ts";
import { OWN_ROUTES } from "./people/own-routes.ts";
import { PEOPLE_ROUTES } from "./people/people-routes.ts";
import { SIGN_IN_ROUTES } from "./people/sign-in-routes.ts";
import { SSO_ROUTES } from "./people/sso-routes.ts";
import { REPORT_ROUTES } from "./reports/routes.ts";
import { SAML_ROUTES } from "./saml/routes.ts";
import { SCIM_MAPPING_ROUTES } from "./scim/mapping-routes.ts";
import { SCIM_ROUTES } from "./scim/routes.ts";
import { TEAM_ROUTES } from "./teams/routes.ts";
import { VEX_INTAKE_ROUTES } from "./vex/intake-routes.ts";
import { VEX_ROUTES } from "./vex/routes.ts";
import { WAIVER_ROUTES } from "./waivers/routes.ts";
import { WORK_ITEM_ROUTES } from "./work-items/routes.ts";
import { WORKLOAD_ROUTES } from "./workloads/routes.ts";

const DESCRIBED: readonly Route[] = [
  ...HEALTH_ROUTES,
  ...SIGN_IN_ROUTES,
  ...SSO_ROUTES,
  ...SAML_ROUTES,
  ...SCIM_ROUTES,
  ...SCIM_MAPPING_ROUTES,
  ...OWN_ROUTES,
  ...PEOPLE_ROUTES,
  ...KEY_ROUTES,
  ...TEAM_ROUTES,
  ...LEDGER_ROUTES,
  ...ADVISORY_ROUTES,
  ...OSV_ROUTES,
  ...REPORT_ROUTES,
  ...FINDING_ROUTES,
  ...LINEAGE_ROUTES,
  ...MOVE_ROUTES,
  ...MATCHING_ROUTES,
  ...METRICS_ROUTES,
  ...VEX_ROUTES,
  ...VEX_INTAKE_ROUTES,
  ...WAIVER_ROUTES,
  ...WORK_ITEM_ROUTES,
  ...DECISION_ROUTES,
  ...ADMISSION_ROUTES,
  ...WORKLOAD_ROUTES,
  ...SUBSCRIPTION_ROUTES,
];

/** All that a hub answers. */
export const ROUTES: readonly Route[] = [
  ...DESCRIBED,
  openApiRoute(DESCRIBED.map(({ endpoint }) => endpoint)),
  ...PAGE_ROUTES,
];
