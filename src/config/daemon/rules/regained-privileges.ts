import type { Rule } from "../../../core/rule.ts";
import type { DaemonSetting } from "../facts.ts";

export const regainedPrivileges: Rule<DaemonSetting> = {
  id: "config/daemon/regained-privileges",
  on: "daemon-setting",
  title: "Containers may gain rights that they were not started with",
  severity: "low",
  why: "A program with the setuid bit makes root of an unprivileged user inside the container, which is the first step out of it.",
  fix: 'Set `"no-new-privileges": true`; a container that needs more says so itself.',
  standards: ["CIS Docker 2.14", "CIS Docker 5.25"],
  examples: [
    { given: { name: "no-new-privileges", value: "false", written: false }, verdict: "fail" },
    { given: { name: "no-new-privileges", value: "true", written: true }, verdict: "pass" },
    { given: { name: "icc", value: "true", written: true }, verdict: "not-applicable" },
  ],
  judge: ({ name, value, written }) => {
    if (name !== "no-new-privileges") return { kind: "not-applicable" };
    if (value === "true") return { kind: "pass" };
    const by = written ? "switched off" : "not set";
    return {
      kind: "fail",
      message: `no-new-privileges is ${by}, so containers may gain rights by setuid programs`,
      cause: name,
    };
  },
};
