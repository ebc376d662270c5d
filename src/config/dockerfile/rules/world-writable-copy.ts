import type { Rule } from "../../../core/rule.ts";
import type { BroughtIn } from "../facts.ts";
import { looseMode } from "../file-mode.ts";

const example = { by: "COPY", sources: ["app"], mode: "", checksum: false } as const;

export const worldWritableCopy: Rule<BroughtIn> = {
  id: "config/dockerfile/world-writable-copy",
  on: "brought-in",
  title: "Files copied so that anybody may change them, or that lend root",
  severity: "medium",
  confidence: "proven",
  why: "What everybody may write, an intruder with any account changes for the next one; a setuid program hands out its owner's rights.",
  fix: "Copy with `--chown` for the one user that writes there, and a mode such as 755 or 644.",
  standards: ["CIS Docker 4.8"],
  aliases: ["CIS-DI-0008"],
  examples: [
    { given: { ...example, mode: "777" }, verdict: "fail" },
    { given: { ...example, mode: "4755" }, verdict: "fail" },
    { given: { ...example, mode: "0755" }, verdict: "pass" },
    { given: example, verdict: "pass" },
  ],
  judge: ({ by, sources, mode }) => {
    const loose = looseMode(mode);
    if (loose === undefined) return { kind: "pass" };
    const what = sources.join(" ");
    const message =
      loose === "anybody may write"
        ? `${by} ${what}: anybody may write it (${mode})`
        : `${by} ${what}: it ${loose} (${mode})`;
    return { kind: "fail", message, cause: `${mode} ${what}` };
  },
};
