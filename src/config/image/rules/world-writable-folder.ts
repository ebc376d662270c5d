import type { Rule } from "../../../core/rule.ts";
import type { WorldWritableFolder } from "../facts.ts";

/** Folders whose files are run, loaded or believed without a question. */
const TRUSTED = /^(?:usr\/(?:local\/)?)?(?:s?bin|lib(?:32|64|exec)?)(?:\/|$)|^(?:etc|usr|root|boot)(?:\/|$)/;

export const worldWritableFolder: Rule<WorldWritableFolder> = {
  id: "config/image/world-writable-folder",
  on: "world-writable-folder",
  title: "Folder in the image that anybody may change",
  severity: "low",
  confidence: "proven",
  why: "Whoever breaks into the container as any user puts files there that others run or read, or takes away theirs.",
  fix: "Give the folder to the one user that writes there (`COPY --chown`, `chmod o-w`), or set the sticky bit as `/tmp` has it.",
  standards: ["CIS Docker 4.8"],
  examples: [
    { given: { path: "app/data", below: 3, isSticky: false }, verdict: "fail" },
    { given: { path: "usr/local/bin", below: 0, isSticky: false }, verdict: "fail" },
    { given: { path: "var/spool", below: 0, isSticky: true }, verdict: "pass" },
  ],
  judge: ({ path, below, isSticky }) => {
    if (isSticky) return { kind: "pass" };
    const more = below === 0 ? "" : below === 1 ? ", and a folder in it, too" : `, and ${below} folders in it, too`;
    return {
      kind: "fail",
      ...(TRUSTED.test(path) && { severity: "medium" as const }),
      message: `anybody may write in /${path}${more}`,
    };
  },
};
