import type { Rule } from "../../../core/rule.ts";
import type { BuildCommand } from "../facts.ts";

const example = { program: "apt-get", args: ["update"], reads: [], beside: ["apt-get update"] } as const;

export const staleIndex: Rule<BuildCommand> = {
  id: "config/dockerfile/stale-index",
  on: "build-command",
  title: "Package index updated in a layer of its own",
  severity: "low",
  confidence: "proven",
  why: "The layer is kept, so a later build installs from last month's index, without the fixes that came since.",
  fix: "Update and install in one RUN.",
  standards: ["CIS Docker 4.7"],
  aliases: ["CKV_DOCKER_5", "DS017"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, beside: ["apt-get update", "apt-get install"] }, verdict: "pass" },
    { given: { ...example, args: ["install", "curl"] }, verdict: "pass" },
    { given: { ...example, program: "yum", args: ["update", "-y"], beside: ["yum update"] }, verdict: "pass" },
  ],
  judge: ({ program, args, beside }) => {
    if (!["apt-get", "apt", "aptitude", "apk"].includes(program) || !args.includes("update")) return { kind: "pass" };
    const uses = ["install", "upgrade", "dist-upgrade", "full-upgrade", "add", "satisfy", "build-dep"].some((verb) =>
      beside.includes(`${program} ${verb}`),
    );
    const byOther =
      program.startsWith("apt") &&
      beside.some((text) => /^apt(?:-get)? (?:install|upgrade|dist-upgrade|build-dep)/.test(text));
    return uses || byOther
      ? { kind: "pass" }
      : { kind: "fail", message: `${program} update stands alone, and its result is kept`, cause: program };
  },
};
