import type { Rule } from "../../../core/rule.ts";
import type { BuildCommand } from "../facts.ts";
import { namedPackages } from "../named-packages.ts";

const example = { program: "pip", reads: [], beside: [] } as const;

export const unpinnedPackage: Rule<BuildCommand> = {
  id: "config/dockerfile/unpinned-package",
  on: "build-command",
  title: "Package installed without naming a version",
  severity: "info",
  confidence: "proven",
  why: "Two builds of the same text hold different programs, and a version that was tainted an hour ago comes in unseen.",
  fix: "Name the version that was looked at, or install from a lock file; let an updater move it.",
  standards: ["SLSA build", "OWASP CICD-SEC-3"],
  aliases: ["DL3008", "DL3013", "DL3016", "DL3018", "DL3028", "DL3033", "DL3037", "DL3041", "DL3062"],
  examples: [
    { given: { ...example, args: ["install", "flask"] }, verdict: "fail" },
    { given: { ...example, args: ["install", "flask==3.1.2"] }, verdict: "pass" },
    { given: { ...example, args: ["install", "-r", "requirements.txt"] }, verdict: "not-applicable" },
    { given: { ...example, program: "npm", args: ["install", "-g", "yarn"] }, verdict: "fail" },
    { given: { ...example, program: "npm", args: ["install", "-g", "yarn@latest"] }, verdict: "fail" },
    { given: { ...example, program: "npm", args: ["install", "-g", "@scope/tool@1.2.3"] }, verdict: "pass" },
    { given: { ...example, program: "apk", args: ["add", "--virtual", ".deps", "git~2.52"] }, verdict: "pass" },
    { given: { ...example, program: "apt-get", args: ["install", "-y", "curl"] }, verdict: "fail" },
    { given: { ...example, program: "dnf", args: ["-y", "install", "gcc-c++-14.2"] }, verdict: "pass" },
    { given: { ...example, program: "gem", args: ["install", "rake", "-v", "13.3.0"] }, verdict: "pass" },
    { given: { ...example, program: "go", args: ["install", "tool.example/cmd@latest"] }, verdict: "fail" },
    { given: { ...example, program: "make", args: ["install"] }, verdict: "not-applicable" },
  ],
  judge: ({ program, args }) => {
    const packages = namedPackages(program, args);
    if (packages.length === 0) return { kind: "not-applicable" };
    const open = packages.filter(({ isPinned }) => !isPinned).map(({ name }) => name);
    if (open.length === 0) return { kind: "pass" };
    const listed = [...open.slice(0, 5), ...(open.length > 5 ? [`${open.length - 5} more`] : [])].join(", ");
    return { kind: "fail", message: `${program} installs ${listed} in no version that is named`, cause: listed };
  },
};
