import type { Rule } from "../../../core/rule.ts";
import { pipeToShell } from "../../dockerfile/rules/pipe-to-shell.ts";
import type { ImageCommand } from "../facts.ts";

const example = { program: "sh", args: [], reads: ["curl"], beside: ["curl https://x.example", "sh"] } as const;

export const fetchedAndRun: Rule<ImageCommand> = {
  id: "config/image/fetched-and-run",
  on: "image-command",
  title: "Layer made by fetched text that was run unseen",
  severity: "low",
  why: "Nobody can say afterwards what ran: the text was fetched into a shell, and is kept nowhere. It concerns whoever builds on the image, too.",
  fix: "Build on an image whose steps compare what they fetch with a checksum, or ask its makers to.",
  standards: ["OWASP CICD-SEC-3", "CIS Docker 4.11"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, reads: ["cat"] }, verdict: "pass" },
  ],
  judge: (command) => {
    const verdict = pipeToShell.judge(command);
    return verdict.kind === "fail" ? { ...verdict, message: `${verdict.message} in the image's history` } : verdict;
  },
};
