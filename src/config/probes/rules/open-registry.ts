import { exposureRule } from "../exposure-rule.ts";

export const openRegistry = exposureRule({
  id: "config/probes/open-registry",
  products: ["registry"],
  given: "the names of 12 repositories",
  title: "Registry that lets anybody in",
  severity: "high",
  why: "Whoever reaches it pulls every image with what lies in it, and where pushing asks nobody either puts his own in their place.",
  fix: "Demand a login (`auth` in the settings of distribution), also for pulling",
  standards: ["OWASP CICD-SEC-7"],
});
