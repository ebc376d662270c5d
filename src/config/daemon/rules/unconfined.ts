import type { Rule } from "../../../core/rule.ts";
import type { DaemonSetting } from "../facts.ts";

export const unconfined: Rule<DaemonSetting> = {
  id: "config/daemon/unconfined",
  on: "daemon-setting",
  title: "Every container without a seccomp profile",
  severity: "high",
  confidence: "proven",
  why: "The profile keeps containers from the system calls that breakouts are made of; taken away here, it is gone for all of them at once.",
  fix: "Leave `seccomp-profile` out, or name a file that starts from the built-in profile and allows the one call that is missing.",
  standards: ["CIS Docker 2.17", "CIS Docker 5.21"],
  examples: [
    { given: { name: "seccomp-profile", value: "unconfined", written: true }, verdict: "fail" },
    { given: { name: "seccomp-profile", value: "/etc/docker/seccomp.json", written: true }, verdict: "pass" },
    { given: { name: "icc", value: "true", written: true }, verdict: "not-applicable" },
  ],
  judge: ({ name, value }) => {
    if (name !== "seccomp-profile") return { kind: "not-applicable" };
    if (value !== "unconfined") return { kind: "pass" };
    return { kind: "fail", message: "dockerd starts every container without a seccomp profile", cause: name };
  },
};
