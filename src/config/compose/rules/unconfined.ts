import type { Rule } from "../../../core/rule.ts";
import type { SecurityOption } from "../facts.ts";

const example = { service: "app" } as const;

export const unconfined: Rule<SecurityOption> = {
  id: "config/compose/unconfined",
  on: "security-option",
  title: "Protection of the kernel switched off",
  severity: "medium",
  confidence: "proven",
  why: "The profiles keep a container from the calls and files that breakouts are made of; without them one hole in the kernel is enough.",
  fix: "Leave the option out, or write a profile that allows the one call that is missing.",
  standards: ["CIS Docker 5.1", "CIS Docker 5.2", "CIS Docker 5.21"],
  examples: [
    { given: { ...example, option: "seccomp:unconfined" }, verdict: "fail" },
    { given: { ...example, option: "apparmor=unconfined" }, verdict: "fail" },
    { given: { ...example, option: "label:disable" }, verdict: "fail" },
    { given: { ...example, option: "no-new-privileges:true" }, verdict: "pass" },
  ],
  judge: ({ service, option }) => {
    if (!/^(?:seccomp|apparmor|systempaths)[:=]unconfined$|^label[:=]disable$/.test(option)) return { kind: "pass" };
    return { kind: "fail", message: `the service ${service} runs with ${option}`, cause: option };
  },
};
