import type { Rule } from "../../../core/rule.ts";
import type { DaemonSetting } from "../facts.ts";

export const experimental: Rule<DaemonSetting> = {
  id: "config/daemon/experimental",
  on: "daemon-setting",
  title: "Experimental features of the daemon switched on",
  severity: "low",
  confidence: "proven",
  why: "What is experimental has had the fewest eyes on it, and it runs here as root for all containers.",
  fix: "Leave `experimental` out where others' containers run.",
  standards: ["CIS Docker 2.18"],
  examples: [
    { given: { name: "experimental", value: "true", written: true }, verdict: "fail" },
    { given: { name: "experimental", value: "false", written: false }, verdict: "pass" },
    { given: { name: "icc", value: "true", written: true }, verdict: "not-applicable" },
  ],
  judge: ({ name, value }) => {
    if (name !== "experimental") return { kind: "not-applicable" };
    if (value !== "true") return { kind: "pass" };
    return { kind: "fail", message: "dockerd runs with experimental features", cause: name };
  },
};
