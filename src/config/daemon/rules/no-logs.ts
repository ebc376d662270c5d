import type { Rule } from "../../../core/rule.ts";
import type { DaemonSetting } from "../facts.ts";

export const noLogs: Rule<DaemonSetting> = {
  id: "config/daemon/no-logs",
  on: "daemon-setting",
  title: "What containers write is thrown away",
  severity: "low",
  confidence: "proven",
  why: "After an intrusion nothing is left that says what happened and when.",
  fix: "Name a `log-driver` that keeps or sends what is written, with a bound on its size.",
  standards: ["CIS Docker 2.13"],
  examples: [
    { given: { name: "log-driver", value: "none", written: true }, verdict: "fail" },
    { given: { name: "log-driver", value: "journald", written: true }, verdict: "pass" },
    { given: { name: "icc", value: "true", written: true }, verdict: "not-applicable" },
  ],
  judge: ({ name, value }) => {
    if (name !== "log-driver") return { kind: "not-applicable" };
    if (value !== "none") return { kind: "pass" };
    return { kind: "fail", message: "log-driver is none: what containers write is thrown away", cause: name };
  },
};
