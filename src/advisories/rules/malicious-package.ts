import type { Rule } from "../../core/rule.ts";
import type { MatchedAdvisory } from "../facts.ts";

const flatmap = {
  vulnerability: "GHSA-9x64-5r7x-2q53",
  name: "flatmap-stream",
  version: "0.1.1",
  packages: [],
  imports: [],
  records: ["GHSA-9x64-5r7x-2q53"],
  toldIn: [],
  aliases: [],
  causes: [],
  summary: "Malicious package",
  severity: "critical",
  basis: "the advisory's own word: critical",
  because: "0.1.1 is listed as affected",
  fixedIn: "",
  distributor: "",
  state: "affected-no-fix",
  note: "",
  malicious: true,
  notice: "",
  links: [],
} as const;

export const maliciousPackage: Rule<MatchedAdvisory> = {
  id: "advisories/malicious-package",
  on: "matched-advisory",
  title: "Component that is known malware",
  severity: "critical",
  confidence: "proven",
  why: "It was published to do harm, and it runs with the rights of whoever installs or starts it. It counts as run on every machine that has it.",
  fix: "Take it out, rebuild, and replace every credential of the machines and jobs that installed it.",
  standards: ["OWASP CICD-SEC-3", "CWE-506"],
  examples: [
    { given: flatmap, verdict: "fail" },
    { given: { ...flatmap, malicious: false }, verdict: "not-applicable" },
  ],
  judge: ({ malicious, vulnerability, name, version, because, records, fixedIn }) => {
    if (!malicious) return { kind: "not-applicable" };
    return {
      kind: "fail",
      message: `${name} ${version} is known malware (${vulnerability})`,
      cause: vulnerability,
      signals: { exploitation: { level: "active", because: "it does harm by itself, wherever it is installed" } },
      evidence: [{ kind: "match", text: `${records.join(", ")}: ${because}` }],
      fix: {
        kind: "advice",
        summary: `Take ${name} ${version} out${fixedIn === "" ? "" : ` (${fixedIn} is clean)`}, rebuild, and replace every credential of the machines and jobs that installed it.`,
      },
    };
  },
};
