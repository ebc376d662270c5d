import { exposureRule } from "../exposure-rule.ts";

export const openConsole = exposureRule({
  id: "config/probes/open-console",
  products: ["dashboard", "Prometheus"],
  given: "its pages to whoever skips the login",
  title: "Console of the cluster without a login",
  severity: "high",
  why: "It shows what runs where and how it is set, and a dashboard does for its visitor what its own account may do.",
  fix: "Put a login before it, and let only those reach it who need to; take `--enable-skip-login` away from the dashboard",
  standards: ["NSA authentication", "MITRE ATT&CK T1133"],
  aliases: ["KHV029"],
});
