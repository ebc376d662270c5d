import type { Rule } from "../../../core/rule.ts";
import type { DaemonSetting } from "../facts.ts";

export const noLiveRestore: Rule<DaemonSetting> = {
  id: "config/daemon/no-live-restore",
  on: "daemon-setting",
  title: "Containers stop whenever the daemon does",
  severity: "info",
  why: "An update of the daemon that closes a hole then costs an outage, and so it waits.",
  fix: 'Set `"live-restore": true`, but on members of a swarm, which know no such thing.',
  standards: ["CIS Docker 2.15"],
  examples: [
    { given: { name: "live-restore", value: "false", written: false }, verdict: "fail" },
    { given: { name: "live-restore", value: "true", written: true }, verdict: "pass" },
    { given: { name: "icc", value: "true", written: true }, verdict: "not-applicable" },
  ],
  judge: ({ name, value }) => {
    if (name !== "live-restore") return { kind: "not-applicable" };
    if (value === "true") return { kind: "pass" };
    return { kind: "fail", message: "live-restore is not on, so containers stop whenever dockerd does", cause: name };
  },
};
