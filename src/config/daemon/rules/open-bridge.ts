import type { Rule } from "../../../core/rule.ts";
import type { DaemonSetting } from "../facts.ts";

export const openBridge: Rule<DaemonSetting> = {
  id: "config/daemon/open-bridge",
  on: "daemon-setting",
  title: "Containers of the default bridge reach one another",
  severity: "low",
  why: "Everything that is started without a network of its own lands on one bridge, and there each container reaches all ports of all others, published or not.",
  fix: 'Set `"icc": false`, and put what belongs together into a network of its own.',
  standards: ["CIS Docker 2.2"],
  examples: [
    { given: { name: "icc", value: "true", written: false }, verdict: "fail" },
    { given: { name: "icc", value: "false", written: true }, verdict: "pass" },
    { given: { name: "iptables", value: "true", written: true }, verdict: "not-applicable" },
  ],
  judge: ({ name, value, written }) => {
    if (name !== "icc") return { kind: "not-applicable" };
    if (value === "false") return { kind: "pass" };
    const by = written ? "switched on" : "on by default";
    return {
      kind: "fail",
      message: `icc is ${by}, so containers of the default bridge reach one another`,
      cause: name,
    };
  },
};
