import type { Rule } from "../../../core/rule.ts";
import type { DaemonSetting } from "../facts.ts";

export const noFirewall: Rule<DaemonSetting> = {
  id: "config/daemon/no-firewall",
  on: "daemon-setting",
  title: "Docker told to write no firewall rules",
  severity: "medium",
  confidence: "proven",
  why: "The rules are what keeps networks of containers apart and their unpublished ports closed; without them somebody must write all of it by hand.",
  fix: "Leave `iptables` and `ip6tables` on, and put your own rules into the chain `DOCKER-USER`.",
  standards: ["CIS Docker 2.4"],
  references: ["https://docs.docker.com/engine/network/packet-filtering-firewalls/"],
  examples: [
    { given: { name: "iptables", value: "false", written: true }, verdict: "fail" },
    { given: { name: "iptables", value: "true", written: false }, verdict: "pass" },
    { given: { name: "icc", value: "false", written: true }, verdict: "not-applicable" },
  ],
  judge: ({ name, value }) => {
    if (name !== "iptables" && name !== "ip6tables") return { kind: "not-applicable" };
    if (value !== "false") return { kind: "pass" };
    return {
      kind: "fail",
      message: `${name} is switched off: nothing keeps networks of containers apart`,
      cause: name,
    };
  },
};
