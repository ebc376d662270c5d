/**
 * All that can be done to a hub, each with the group that the hub's policies speak of. Each endpoint names one.
 * `know`, `look`, `observe` and `query` change nothing. `self` is about one's own sessions, `secure` about what one signs
 * in with.
 */
export const ACTIONS = {
  "me.read": "know",
  "contract.read": "know",
  "me.sessions": "self",
  "me.secure": "secure",
  "people.read": "administer",
  "people.set": "administer",
  "scim.provision": "provision",
  "sso.read": "administer",
  "sso.set": "administer",
  "advisories.query": "query",
  "teams.read": "look",
  "ledger.read": "observe",
  "metrics.read": "observe",
  "findings.read": "look",
  "findings.triage": "work",
  "images.read": "look",
  "lineages.move": "move",
  "waivers.read": "look",
  "decisions.read": "look",
  "waivers.request": "work",
  "waivers.decide": "approve",
  "environments.set": "administer",
  "decisions.ask": "ask",
  "deployments.record": "deploy",
  "reports.push": "submit",
  "vex.push": "submit",
  "vex.read": "look",
  "keys.read": "administer",
  "keys.create": "administer",
  "keys.revoke": "administer",
  "teams.create": "administer",
  "workloads.read": "administer",
  "workloads.trust": "administer",
  "subscriptions.read": "administer",
  "subscriptions.set": "administer",
} as const;

export type Action = keyof typeof ACTIONS;
