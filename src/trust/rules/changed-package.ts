import type { Rule } from "../../core/rule.ts";
import type { ChangedPackage } from "../facts.ts";

export const changedPackage: Rule<ChangedPackage> = {
  id: "trust/changed-package",
  on: "changed-package",
  title: "Program is not what its package brought",
  severity: "high",
  why: "The package database vouches for a program that has since been replaced. Someone did that after the installation, and no update will know of it.",
  fix: "Find out which layer replaced it; reinstall the package, or own the change by building a package.",
  standards: ["CIS SSC 4.2", "NIST SI-7"],
  examples: [
    { given: { package: "openssh-server", changed: ["usr/sbin/sshd"], compared: 12 }, verdict: "fail" },
    { given: { package: "openssh-server", changed: [], compared: 12 }, verdict: "pass" },
  ],
  judge: ({ package: name, changed, compared }) => {
    if (changed.length === 0) return { kind: "pass" };
    const which = changed.length === 1 ? changed[0] : `${changed[0]} and ${changed.length - 1} more`;
    return {
      kind: "fail",
      confidence: "proven",
      message: `${which} differ${changed.length === 1 ? "s" : ""} from the package ${name}`,
      cause: name,
      evidence: [
        {
          kind: "check",
          text: `MD5 of ${compared} programs compared with the package's own list; different: ${changed.slice(0, 10).join(", ")}`,
        },
      ],
    };
  },
};
