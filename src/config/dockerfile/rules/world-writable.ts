import type { Rule } from "../../../core/rule.ts";
import type { BuildCommand } from "../facts.ts";
import { looseMode } from "../file-mode.ts";

const example = { program: "chmod", args: ["777", "/srv"], reads: [], beside: [] } as const;

export const worldWritable: Rule<BuildCommand> = {
  id: "config/dockerfile/world-writable",
  on: "build-command",
  title: "Files that anybody may change, or that lend root",
  severity: "medium",
  why: "What everybody may write, an intruder with any account changes for the next one; a setuid program hands out its owner's rights.",
  fix: "Give the one user that writes there the ownership, and no one else the right.",
  standards: ["CIS Docker 4.8"],
  aliases: ["CIS-DI-0008"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, args: ["u+s", "/usr/bin/x"] }, verdict: "fail" },
    { given: { ...example, args: ["-R", "o+w", "/srv"] }, verdict: "fail" },
    { given: { ...example, args: ["755", "/srv"] }, verdict: "pass" },
    { given: { ...example, args: ["+x", "/srv/a.sh"] }, verdict: "pass" },
    { given: { ...example, args: ["1777", "/tmp"] }, verdict: "pass" },
  ],
  judge: ({ program, args }) => {
    const mode = program === "chmod" ? args.find((arg) => !/^-[A-Za-z-]/.test(arg)) : undefined;
    const loose = looseMode(mode ?? "");
    if (loose === undefined) return { kind: "pass" };
    const where = args.at(-1) ?? "";
    const message =
      loose === "anybody may write" ? `anybody may write ${where} (${mode})` : `${where} ${loose} (${mode})`;
    return { kind: "fail", message, cause: `${mode} ${where}` };
  },
};
