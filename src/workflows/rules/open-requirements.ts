import type { Rule } from "../../core/rule.ts";
import type { OpenRequirements } from "../facts.ts";

export const openRequirements: Rule<OpenRequirements> = {
  id: "workflows/open-requirements",
  on: "open-requirements",
  title: "Requirements installed in whatever version there is",
  severity: "low",
  confidence: "proven",
  why: "Which versions come is decided by the registry on the day of the run: whoever takes over a package runs in the next pipeline, with all that the job holds.",
  fix: "Write versions and hashes down (`pip-compile --generate-hashes`, `uv export`), and install with `--require-hashes`.",
  standards: ["OWASP CICD-SEC-3", "CIS SSC 3.1.1"],
  aliases: ["pipeline-check/GHA-021"],
  examples: [
    { given: { path: "requirements.txt", open: ["requests", "flask"] }, verdict: "fail" },
    { given: { path: "requirements.txt", open: [] }, verdict: "pass" },
  ],
  judge: ({ path, open }) => {
    if (open.length === 0) return { kind: "pass" };
    const shown = open.slice(0, 3).join(", ");
    const more = open.length > 3 ? ` and ${open.length - 3} more` : "";
    return { kind: "fail", message: `${path} leaves the version of ${shown}${more} open`, cause: path };
  },
};
