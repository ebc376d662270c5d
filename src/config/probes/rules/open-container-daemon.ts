import { exposureRule } from "../exposure-rule.ts";

export const openContainerDaemon = exposureRule({
  id: "config/probes/open-container-daemon",
  products: ["container daemon"],
  given: "containers that it starts",
  title: "Container daemon on the network without a login",
  severity: "critical",
  why: "Whoever reaches it starts a container with the whole machine in it, and is root there; such doors are found and used within hours.",
  fix: "Let it listen at its socket alone, or demand certificates of its callers (`--tlsverify`)",
  standards: ["CIS Docker 2.7", "MITRE ATT&CK T1610"],
});
