import type { Rule } from "../../../core/rule.ts";
import type { DaemonSetting } from "../facts.ts";

export const rootNotMapped: Rule<DaemonSetting> = {
  id: "config/daemon/root-not-mapped",
  on: "daemon-setting",
  title: "Root in a container is root on the host",
  severity: "low",
  why: "Without a user namespace the number 0 inside is the number 0 outside: one mounted folder or one hole in the kernel is enough.",
  fix: 'Set `"userns-remap": "default"`, or run Docker without root; images and volumes move to a folder of their own.',
  standards: ["CIS Docker 2.9"],
  references: ["https://docs.docker.com/engine/security/userns-remap/"],
  examples: [
    { given: { name: "userns-remap", value: "", written: false }, verdict: "fail" },
    { given: { name: "userns-remap", value: "default", written: true }, verdict: "pass" },
    { given: { name: "icc", value: "true", written: true }, verdict: "not-applicable" },
  ],
  judge: ({ name, value }) => {
    if (name !== "userns-remap") return { kind: "not-applicable" };
    if (value !== "") return { kind: "pass" };
    return {
      kind: "fail",
      message: "userns-remap is not set, so root in a container is root on the host",
      cause: name,
    };
  },
};
